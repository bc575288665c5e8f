"""How lines stand on a card: rows, columns and parts; it knows no field."""

__all__: list[str] = []
