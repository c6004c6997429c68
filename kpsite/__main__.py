"""``python -m kpsite``."""

from kpsite.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
