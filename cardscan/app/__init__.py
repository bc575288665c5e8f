"""The use cases: one module a command, without a terminal."""

__all__: list[str] = []
