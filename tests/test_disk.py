import errno
import os

import pytest

from assistant.disk import explained
from assistant.errors import DocumentError


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Make room"),
        (errno.EDQUOT, "Make room"),
        (errno.EROFS, "Let this user write"),
        (errno.EACCES, "Let this user write"),
        (errno.ENOENT, "still there"),
        (errno.ENAMETOOLONG, "shorter name"),
        (errno.EIO, "Look after that disk"),
    ],
)
def test_each_failure_of_the_system_is_ours_with_its_reason_and_the_next_step(number: int, advice: str) -> None:
    with (
        pytest.raises(DocumentError, match=rf"It fails \({os.strerror(number)}\)\. .*{advice}.*, then try again\."),
        explained(DocumentError, "It fails", "try again"),
    ):
        raise OSError(number, os.strerror(number))


def test_a_failure_without_a_number_or_a_reason_is_told_by_what_it_says() -> None:
    for error, said in ((OSError("odd"), r"\(odd\)"), (OSError(), r"\(OSError\)")):
        with pytest.raises(DocumentError, match=said), explained(DocumentError, "It fails", "try again"):
            raise error
