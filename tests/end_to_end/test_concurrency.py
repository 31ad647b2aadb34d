from pathlib import Path

from benchmarks.serving.concurrency import run


def test_questions_during_commits_and_rebuilds_never_fail_and_never_see_half_a_change(tmp_path: Path) -> None:
    outcomes, writing = run(tmp_path, questions=600, commits=60, readers=2, rebuild_every=20)
    assert writing.commits >= 60
    for outcome in outcomes:
        assert outcome.errors == ()
        assert outcome.torn == 0
        assert outcome.generations > 1
