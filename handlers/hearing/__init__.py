"""What the bot makes of a text, by the type of the item it asked: one cell a type."""

from collections.abc import Callable, Mapping

from core.domain.declaration import Field
from handlers.hearing import choosing, files, people, searching, writing
from handlers.talk import Talk

Cell = Callable[[Talk, Field, str], str]

CELLS: Mapping[str, Cell] = {
    "text": writing.line,
    "phone": writing.line,
    "paragraph": writing.paragraph,
    "choice": choosing.choose,
    "yes_no": choosing.choose,
    "people": people.add,
    "unit": searching.unit,
    "industry": searching.industry,
    "files": files.point,
    "bank": files.point,
    "paper": files.point,
}
