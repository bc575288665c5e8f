"""What a card says as a whole: its domains, mailboxes and countries; it makes no claims."""

__all__: list[str] = []
