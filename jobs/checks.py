"""Jobs about stored files."""

from core.services import checks, mends
from jobs.place import here


def check(attachment: str) -> str:
    """Stores a file and looks inside."""
    return checks.check(here(), attachment, now=here().clock.now())


def mend(attachment: str) -> str:
    """Makes the mended copy a person asked for."""
    return mends.mend(here(), attachment, now=here().clock.now())
