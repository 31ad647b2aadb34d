"""`python -m assistant`, and the command `assistant`."""

import sys
import traceback

from assistant.cli import app
from assistant.printable import printable


def main() -> None:
    """Run the command line. What nobody expected is told with its traceback, in which no name or text acts."""
    try:
        app()
    except Exception:  # the outermost edge
        sys.stderr.write(printable(traceback.format_exc()))
        sys.exit(1)


if __name__ == "__main__":
    main()
