"""`python -m assistant`, and the command `assistant`."""

import os
import sys
import traceback

from assistant.cli.app import app
from assistant.disk import explanation
from assistant.printable import printable


def main() -> None:
    """Run the command line.

    The exit code is 1 also if the output cannot be written, for example on a full disk. An unexpected error prints its
    traceback, made printable.
    """
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader closed the pipe
        _print_no_more()
        sys.exit(1)
    except OSError as error:
        _print_no_more()
        sys.stderr.write(f"error: {printable(explanation('The output cannot be written', error, 'run it again'))}\n")
        sys.exit(1)
    except Exception:  # the outermost edge
        sys.stderr.write(printable(traceback.format_exc()))
        sys.exit(1)


def _print_no_more() -> None:
    """Discard further output, which would fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
