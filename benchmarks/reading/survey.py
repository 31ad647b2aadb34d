"""What becomes of files that others made: read, refused for which reason, or a crash.

    python -m benchmarks.reading.survey FOLDER --into RESULTS [--seconds 90] [--recognize 2]

FOLDER holds files in any folders, such as checkouts of the test data of document readers; none is committed here. Each
is read in a child process, which may crash or be ended without ending the survey. RESULTS gets one JSON record for each
file (`outcomes.jsonl`) and the text that was read (`texts/`); files that are recorded there are not read again. Prints
a Markdown table of outcomes by suffix.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.errors import DocumentError
from assistant.reading.contents import Limits
from assistant.reading.registry import is_supported, read_file

OUTCOMES = ("read", "in part", "waits", "no text", "refused", "error", "crash", "too long")
_FILES_PER_CHILD = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, the reason told, the length of its text and the seconds it took."""

    file: str
    outcome: str
    reason: str = ""
    characters: int = 0
    seconds: float = 0.0


def read_one(path: Path, name: str, texts: Path, recognize: int) -> Outcome:
    """Read a file as the index does, and write its text into `texts`."""
    began = time.monotonic()
    try:
        with TemporaryDirectory() as kept:
            limits = replace(Limits(), recognized_in=kept if recognize else "", recognized_pages=recognize)
            reading = read_file(path, path.name, limits)
    except DocumentError as error:
        return Outcome(name, "refused", str(error), 0, time.monotonic() - began)
    except Exception as error:
        return Outcome(name, "error", f"{type(error).__name__}: {error}", 0, time.monotonic() - began)
    text = "\n\n".join(source.document.text for source in reading.sources)
    (texts / f"{name.replace('/', '__')}.txt").write_text(text, encoding="utf-8", errors="replace")
    reason = "; ".join(f"{skipped.name}: {skipped.reason}" for skipped in reading.skipped)
    without_text = "waits" if reading.awaits else "no text"
    outcome = ("in part" if reason else "read") if text.strip() else without_text
    return Outcome(name, outcome, reason, len(text), time.monotonic() - began)


def _read_in_child(folder: Path, names: Sequence[str], into: Path, seconds: int, recognize: int) -> Iterator[Outcome]:
    """Yield an outcome for each file, starting another child behind each file that ends one."""
    rest = list(names)
    while rest:
        command = [sys.executable, "-m", __spec__.name, str(folder), "--into", str(into), "--recognize", str(recognize)]
        child = subprocess.Popen(
            [*command, "--these", *rest], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            printed, errors = child.communicate(timeout=seconds * len(rest))
            ended = "crash"
        except subprocess.TimeoutExpired:
            child.kill()
            printed, errors = child.communicate()
            ended = "too long"
        done = [Outcome(**json.loads(line)) for line in printed.splitlines() if line.startswith("{")]
        yield from done
        rest = rest[len(done) :]
        if rest:
            ended = "too long" if child.returncode == -_ALARM else ended
            yield Outcome(rest.pop(0), ended, f"exit status {child.returncode}: {errors[-300:]}")


_ALARM = 14


def _read_these(folder: Path, names: Sequence[str], into: Path, seconds: int, recognize: int) -> None:
    """Read files in this process, which is ended by a file that takes too long."""
    import signal

    for name in names:
        signal.alarm(seconds)
        print(json.dumps(asdict(read_one(folder / name, name, into / "texts", recognize))), flush=True)
        signal.alarm(0)


def main() -> None:
    """Read what is not recorded yet, and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--into", type=Path, required=True)
    arguments.add_argument("--seconds", type=int, default=90)
    arguments.add_argument("--recognize", type=int, default=0, help="pages without text to recognize in a file")
    arguments.add_argument("--these", nargs="*", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.these is not None:
        _read_these(given.folder, given.these, given.into, given.seconds, given.recognize)
        return
    (given.into / "texts").mkdir(parents=True, exist_ok=True)
    record = given.into / "outcomes.jsonl"
    known = [Outcome(**json.loads(line)) for line in record.open()] if record.exists() else []
    seen = {outcome.file for outcome in known}
    files = (path for path in sorted(given.folder.rglob("*")) if path.is_file() and is_supported(path))
    names = [name for path in files if (name := str(path.relative_to(given.folder))) not in seen]
    with record.open("a") as out:
        for start in range(0, len(names), _FILES_PER_CHILD):
            portion = names[start : start + _FILES_PER_CHILD]
            for outcome in _read_in_child(given.folder, portion, given.into, given.seconds, given.recognize):
                known.append(outcome)
                out.write(f"{json.dumps(asdict(outcome))}\n")
                out.flush()
    counts = Counter((Path(outcome.file).suffix.lower(), outcome.outcome) for outcome in known)
    print(f"| suffix | {' | '.join(OUTCOMES)} |\n|---|{'---|' * len(OUTCOMES)}")
    for suffix in sorted({suffix for suffix, _ in counts}):
        print(f"| {suffix} | {' | '.join(str(counts[suffix, outcome]) for outcome in OUTCOMES)} |")


if __name__ == "__main__":
    main()
