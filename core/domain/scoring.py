"""The score sheet of the expert panel as rows (N11): what it must hold, what each cell means, every fault at its place."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.domain import moves, phrases

NUMBER, TITLE, CHOICE = "编号", "课程名称", "入选"
EXPERT = "专家"
EXPERTS = 9  # columns of the sheet that is handed out
_NAME = 40  # characters of an expert's name that are kept
MOST = 100  # points; ours: the notice names no scale
_YES, _NO = frozenset("是√✓✔1y") | {"入选", "yes"}, frozenset("否×✗0n") | {"不入选", "未入选", "no"}


@dataclass(frozen=True, slots=True)
class Known:
    """A course that may stand in the sheet: `is_open`: the panel has it before it; `chosen`: what was decided;
    `written`: the act that is written down and not told yet."""

    entry: str
    title: str
    state: str
    is_open: bool
    chosen: bool | None = None
    written: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """`row` as Excel counts; `column` its letter, empty where the whole row is meant."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One course of the sheet: points in hundredths by expert, and whether it is chosen, where that is filled in."""

    row: int
    number: str
    entry: str
    title: str
    points: Mapping[str, int] = field(default_factory=dict)
    choice: bool | None = None


@dataclass(frozen=True, slots=True)
class Read:
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    missing: tuple[str, ...]  # numbers of courses before the panel that the sheet does not name


def read(lines: Sequence[Sequence[str]], known: Mapping[str, Known]) -> Read:
    """The sheet's lines, the first being its heading; `known` by number. Nothing is taken over where there is a fault."""
    head = [_plain(cell) for cell in lines[0]] if lines else []
    lacking = [name for name in (NUMBER, CHOICE) if name not in head]
    if lacking or not any(name.startswith(EXPERT) for name in head):
        return Read((), (_fault(1, None, "score.head.missing", column=(lacking or [EXPERT])[0]),), ())
    if twins := _twins(head):
        return Read((), twins, ())
    rows, faults, seen = list[Row](), list[Fault](), dict[str, int]()
    for place, cells in enumerate(lines[1:], 2):
        if any(_plain(cell) for cell in cells):
            made = _row(place, dict(zip(head, cells, strict=False)), head, known, seen, faults)
            rows += [made] if made else []
    waiting = [number for number, course in known.items() if course.is_open and number not in seen]
    return Read(tuple(rows), tuple(faults), tuple(sorted(waiting)))


def is_read(name: str) -> bool:
    """Whether what stands below such a heading is taken over or compared."""
    return _plain(name) in (NUMBER, TITLE, CHOICE) or _plain(name).startswith(EXPERT)


def _twins(head: Sequence[str]) -> tuple[Fault, ...]:
    """Columns that are called like one before them: what one of the two says would be lost."""
    seen, found = set[str](), list[Fault]()
    for place, name in enumerate(head):
        if is_read(name) and name[:_NAME] in seen:
            found.append(_fault(1, place, "score.head.twin", column=name[:_NAME]))
        seen.add(name[:_NAME])
    return tuple(found)


def _row(
    place: int,
    said: Mapping[str, str],
    head: Sequence[str],
    known: Mapping[str, Known],
    seen: dict[str, int],
    faults: list[Fault],
) -> Row | None:
    number, at = _plain(said[NUMBER]).upper(), head.index(NUMBER)
    code, params = "", {"number": number}
    if not number:
        code = "score.row.number.missing"
    elif number in seen:
        code, params = "score.row.twin", {**params, "first": str(seen[number])}
    elif number not in known:
        code = "score.row.unknown"
    if code:
        faults.append(_fault(place, at, code, **params))
        return None
    seen[number] = place
    course, title = known[number], _plain(said.get(TITLE, ""))
    if title and title != _plain(course.title):
        told = {"number": number, "title": course.title, "said": title[:60]}
        faults.append(_fault(place, head.index(TITLE), "score.row.title", **told))
    points = {}
    for column, name in enumerate(head):
        text = _plain(said.get(name, ""))
        if name.startswith(EXPERT) and text:
            value, fault = _points(text)
            if fault:
                faults.append(_fault(place, column, fault, said=text[:20]))
            else:
                points[name[:_NAME]] = value
    choice = _choice(place, head, said, course, faults)
    if not course.is_open and course.chosen is None and (points or choice is not None):
        told = {"number": number, "state": moves.said("roadshow", course.state)}
        faults.append(_fault(place, at, "score.row.state", **told))
    return Row(place, number, course.entry, course.title, points, choice)


def _points(text: str) -> tuple[int, str]:
    """Hundredths, or the code of what is wrong."""
    whole, _, part = text.partition(".")
    digits = whole.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()) or (part and not (part.isascii() and part.isdecimal())):
        return 0, "score.cell.number"
    part = part.rstrip("0")
    if len(part) > 2:
        return 0, "score.cell.fine"
    value = int(digits[:9]) * 100 + int((part or "0").ljust(2, "0"))
    if whole.startswith("-") and value or value > MOST * 100 or len(digits) > 9:
        return 0, "score.cell.range"
    return value, ""


def _choice(
    place: int, head: Sequence[str], said: Mapping[str, str], course: Known, faults: list[Fault]
) -> bool | None:
    text = _plain(said.get(CHOICE, ""))
    if not text:
        return None
    choice = True if text.casefold() in _YES else False if text.casefold() in _NO else None
    if choice is None:
        faults.append(_fault(place, head.index(CHOICE), "score.cell.choice", said=text[:20]))
    elif course.chosen is not None and choice != course.chosen:
        told = {"state": moves.said("roadshow", course.state), "said": text}
        faults.append(_fault(place, head.index(CHOICE), "score.cell.choice.settled", **told))
    elif course.written and course.written != ("select" if choice else "pass_over"):
        told = {"act": phrases.say(f"act.{course.written}"), "said": text}
        faults.append(_fault(place, head.index(CHOICE), "score.cell.choice.written", **told))
    return choice


def _fault(row: int, place: int | None, code: str, /, **params: str) -> Fault:
    return Fault(row, "" if place is None else _letter(place), phrases.say(code, **params))


def _letter(column: int) -> str:
    """`A`, `Z`, `AA` of 0, 25, 26."""
    return (_letter(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).removeprefix("'")


def said(hundredths: int) -> str:
    """`95`, `87.5`, `90.25`."""
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
