"""The best set of claims and how sure it is; it makes no claims and asks no field's room."""

__all__: list[str] = []
