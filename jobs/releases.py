"""Jobs about decisions that are told together."""

from core.services import releasing
from jobs.place import here


def run(release: str) -> str:
    """Carries out what is left of a batch."""
    return releasing.run(here(), release, now=here().clock.now())
