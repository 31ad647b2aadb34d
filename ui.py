"""The window, as a script: `python ui.py` does what `assistant chat` does. `assistant/window/` has its tabs."""

import sys

from assistant.__main__ import main

if __name__ == "__main__":
    sys.argv.insert(1, "chat")
    main()
