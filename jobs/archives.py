"""Jobs about archives of an entry."""

from core.services import archives
from jobs.place import here


def make(archive: str) -> str:
    """Packs all files of an entry."""
    return archives.make(here(), archive)
