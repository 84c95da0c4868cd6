"""`python -m cardsmith`."""

from cardsmith.cli.main import main

if __name__ == "__main__":
    main()
