"""Jobs about who a person is."""

from core.services import joining
from jobs.place import here


def join(identity: str) -> str:
    """Joins a follower with the person in the mini-program."""
    return joining.join(here(), identity, now=here().clock.now())
