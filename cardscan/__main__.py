"""``python -m cardscan`` is the command ``cardscan``."""

from cardscan.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
