"""`python -m gongshi`."""

from gongshi.cli import run

if __name__ == "__main__":
    run()
