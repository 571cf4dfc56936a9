"""Jobs about messages."""

from core.services import messages
from jobs.place import here


def deliver(message: str) -> str:
    """One attempt to deliver a message."""
    return messages.deliver(here(), message, now=here().clock.now())
