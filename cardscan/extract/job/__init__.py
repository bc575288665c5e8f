"""Claims of titles and departments; it touches no other field."""

__all__: list[str] = []
