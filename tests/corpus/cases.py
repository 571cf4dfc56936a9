"""What a case of the corpus is: how its file is made, and what must be found of it, no more and no less."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Found = tuple[str, str | None]  # rule (FIELD.FACT.OPERATOR), fix


@dataclass(frozen=True, slots=True)
class Case:
    """`make` writes the file at the path it is given, whose name is the case's. `must` are all findings that block, with
    the fix offered; `advise` the rules that only advise. A case without `must` is a file that passes."""

    name: str  # the file's name, its suffix as a person would have it
    field: str
    make: Callable[[Path], object]
    must: tuple[Found, ...] = ()
    advise: tuple[str, ...] = ()
    track: str = "innovation"
    is_whole: bool = False  # judged as the whole answer: rules about how many count too
