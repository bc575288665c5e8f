"""What words alone may be, a given name, a title or a street: no page, no clues, no claims."""

__all__: list[str] = []
