"""What is known of languages and countries, with its sources; it knows no card and no field."""

__all__: list[str] = []
