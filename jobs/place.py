"""The house of a worker process, built once before the first job so that a forked job has it at hand."""

from functools import lru_cache

from core import settings
from core.services import house
from core.services.house import House


@lru_cache(maxsize=1)
def here() -> House:
    return house.build(settings.load())
