"""Jobs about the platform's content check."""

from core.services import safety
from jobs.place import here


def check(entry: str) -> str:
    """Asks for all that waits of an entry."""
    return safety.check(here(), entry, now=here().clock.now())
