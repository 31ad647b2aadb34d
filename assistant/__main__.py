"""`python -m assistant`, and the command `assistant`."""

from assistant.cli import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
