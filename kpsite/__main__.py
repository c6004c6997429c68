"""``python -m kpsite``."""

from kpsite.cli import run

if __name__ == "__main__":
    run()
