"""Claims of organizations; it touches no other field."""

__all__: list[str] = []
