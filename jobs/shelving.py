"""Jobs about what lists find entries by."""

from core.services import shelving
from jobs.place import here


def shelve(entry: str) -> str:
    """Makes it anew of one entry."""
    return shelving.shelve(here(), entry)
