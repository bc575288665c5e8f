"""Claims of e-mail and web addresses and of profiles; it touches no other field."""

__all__: list[str] = []
