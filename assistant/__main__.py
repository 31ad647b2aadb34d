"""`python -m assistant`, and the command `assistant`."""

import os
import sys
import traceback

from assistant.cli.app import app
from assistant.disk import told
from assistant.printable import printable


def main() -> None:
    """Run the command line.

    Exit code 1 also where what it prints cannot be written, as on a full disk. What nobody expected is told with its
    traceback, in which no name or text acts.
    """
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever reads wants no more
        _print_no_more()
        sys.exit(1)
    except OSError as error:
        _print_no_more()
        sys.stderr.write(f"error: {printable(told('The output cannot be written', error, 'run it again'))}\n")
        sys.exit(1)
    except Exception:  # the outermost edge
        sys.stderr.write(printable(traceback.format_exc()))
        sys.exit(1)


def _print_no_more() -> None:
    """Let nothing be written at the end, where it would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
