"""Claims of telephone numbers; it touches no other field."""

__all__: list[str] = []
