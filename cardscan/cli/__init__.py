"""The command line: one module a command, each its options, one call and one print."""

from cardscan.cli.root import main

__all__ = ["main"]
