"""Business cards to clean contacts, on this machine alone."""

__version__ = "0.1.0"
