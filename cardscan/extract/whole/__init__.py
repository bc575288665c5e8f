"""A card from text to contact: the rooms in their order, codes, two persons, front and back."""

__all__: list[str] = []
