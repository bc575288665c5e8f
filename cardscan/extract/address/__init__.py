"""Claims of postal addresses; it touches no other field."""

__all__: list[str] = []
