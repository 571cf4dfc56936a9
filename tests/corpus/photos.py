"""Photos (A2.15): each limit from both sides, each fault, and what phones, scanners and chats really make."""

from functools import partial

from tests import making
from tests.corpus.cases import Case

FIELD = "photos"


def _jpeg(**options):
    return partial(making.jpeg, **options)


_GOOD = {"size": (1800, 1200), "dpi": 300, "bytes": 1_000_000}

CASES = [
    Case("the least of everything.jpg", FIELD, _jpeg(**_GOOD)),
    Case("one byte short.jpg", FIELD, _jpeg(**_GOOD | {"bytes": 999_999}), (("photos.bytes.min", None),)),
    Case("299 dpi.jpg", FIELD, _jpeg(**_GOOD | {"dpi": 299}), (("photos.dpi.min", "density"),)),
]
