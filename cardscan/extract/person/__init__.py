"""Claims of names of people; it touches no other field."""

__all__: list[str] = []
