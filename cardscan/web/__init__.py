"""Pages for a browser: the review on this machine, and the phone's page. Thin faces over app."""

__all__: list[str] = []
