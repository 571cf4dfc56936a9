"""Rows of a sheet of units against the tree as it is: every fault with its row and column, or every difference."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.domain import phones, phrases
from core.domain.findings import MUST, Finding
from core.domain.names import normalised

COLUMNS = ("单位名称", "上级单位", "类型", "是否直属", "原名称", "并入单位", "联系人", "联系电话")
LEAST = "至少报送："  # and a track's title: a column of quotas
KINDS = {"": "unit", "单位": "unit", "工会": "union", "省级工会": "province"}
KINDS |= {kind: kind for kind in ("unit", "union", "province")}
YES, NO = frozenset({"是", "直属", "yes", "1"}), frozenset({"否", "不是", "no", "0", ""})
ACTS = ("rename", "add", "move", "mark", "merge", "contact", "quota", "gone")
MOST_LEAST = 9999


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as Excel counts; `quotas` by track, as written."""

    number: int
    name: str
    parent: str = ""
    kind: str = ""
    direct: str = ""
    former: str = ""
    into: str = ""
    contact: str = ""
    phone: str = ""
    quotas: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """A unit as it stands; its telephone in the open, its own quotas by track."""

    id: str
    name: str
    parent: str | None
    kind: str
    is_direct: bool
    contact: str = ""
    phone: str = ""
    quotas: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """`act` is one of ACTS, in which order they are made: a parent may stand in a later row than its parts. `gone` is told and
    never made: a sheet may hold a part of the tree."""

    act: str
    row: Row
    text: str
    unit: str | None = None


class Tree:
    """The units that live, found by name."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.by_id = {unit.id: unit for unit in known}
        self._named: dict[str, list[Known]] = {}
        for unit in known:
            self._named.setdefault(normalised(unit.name), []).append(unit)

    def named(self, name: str) -> list[Known]:
        return self._named.get(normalised(name), [])

    def one(self, name: str) -> Known | None:
        found = self.named(name) if name else []
        return found[0] if len(found) == 1 else None

    def parent(self, unit: Known) -> str:
        return self.by_id[unit.parent].name if unit.parent and unit.parent in self.by_id else ""


def faults(
    rows: Sequence[Row], tree: Tree, places: Mapping[str, str], tracks: Mapping[str, str]
) -> list[Finding]:
    """`places`: column letters by heading; `tracks`: headings of quotas by track."""
    found: list[Finding] = []
    first: dict[str, int] = {}
    names = {normalised(row.name): row for row in reversed(rows)}
    former: dict[str, int] = {}
    for row in rows:
        if row.name:
            key = normalised(row.name)
            if key in first:
                found.append(fault("repeated", row, places, "单位名称", value=row.name, first=first[key]))
            first.setdefault(key, row.number)
        found += _of_row(row, tree, names.keys(), places, tracks)
        found += _of_two(row, tree, names, former, places)
    return found + [fault("circle", row, places, "上级单位", value=row.name) for row in _circles(rows, tree)]


def fault(kind: str, row: Row, places: Mapping[str, str], heading: str, **params: object) -> Finding:
    at = {"row": row.number, "column": places.get(heading, "A"), **params}
    return Finding(f"units.{kind}.is", MUST, f"units.row.{kind}", at)


def _of_row(
    row: Row, tree: Tree, names: Collection[str], places: Mapping[str, str], tracks: Mapping[str, str]
) -> Iterator[Finding]:
    if not row.name:
        yield fault("columns", row, places, "单位名称", columns="单位名称")
        return
    if len(row.name) > 100:
        yield fault("long", row, places, "单位名称", value=row.name[:20])
    for heading, name in (
        ("单位名称", row.name),
        ("上级单位", row.parent),
        ("原名称", row.former),
        ("并入单位", row.into),
    ):
        if name and len(tree.named(name)) > 1:
            yield fault("twins", row, places, heading, value=name, count=len(tree.named(name)))
    if row.parent and normalised(row.parent) not in names and not tree.named(row.parent):
        yield fault("parent", row, places, "上级单位", value=row.parent)
    if row.former and not tree.named(row.former) and not tree.named(row.name):
        yield fault("former", row, places, "原名称", value=row.former)
    if row.into and (
        normalised(row.into) == normalised(row.name)
        or normalised(row.into) not in names
        and not tree.named(row.into)
    ):
        yield fault("into", row, places, "并入单位", value=row.into)
    if row.direct.casefold() not in YES | NO:
        yield fault("level", row, places, "是否直属", value=row.direct)
    if row.kind not in KINDS:
        yield fault("kind", row, places, "类型", value=row.kind)
    if row.phone and not phones.is_valid(phones.tidy(row.phone)):
        yield fault("phone", row, places, "联系电话")
    for track, text in row.quotas.items():
        if text and not (text.isdecimal() and len(text) < 10 and int(text) <= MOST_LEAST):
            yield fault("quota", row, places, tracks[track], value=text[:20])


def _of_two(
    row: Row, tree: Tree, names: Mapping[str, Row], former: dict[str, int], places: Mapping[str, str]
) -> Iterator[Finding]:
    """What a row says that another row, or the tree, says otherwise. `former`: in which row a former name stood first; filled."""
    if tree.named(row.former) and normalised(row.former) != normalised(row.name):
        key = normalised(row.former)
        if key in former:
            yield fault("former.twice", row, places, "原名称", value=row.former, first=former[key])
        elif tree.named(row.name):
            yield fault("former.both", row, places, "原名称", value=row.former, name=row.name)
        elif key in names:
            yield fault("former.lives", row, places, "原名称", value=row.former, other=names[key].number)
        former.setdefault(key, row.number)
    into = names.get(normalised(row.into)) if row.into else None
    if into is not None and into.into and into is not row:
        yield fault("into.chain", row, places, "并入单位", value=row.into, other=into.number)


def _circles(rows: Sequence[Row], tree: Tree) -> list[Row]:
    """Rows whose unit would stand above itself, through the sheet and the tree together; each is walked once."""
    renamed = {normalised(row.former): normalised(row.name) for row in rows if row.former}
    up = {normalised(unit.name): normalised(tree.parent(unit)) for unit in tree.by_id.values()}
    up = {renamed.get(name, name): renamed.get(above, above) for name, above in up.items()}
    up |= {
        normalised(row.name): renamed.get(normalised(row.parent), normalised(row.parent))
        for row in rows
        if row.name
    }
    inside: set[str] = set()
    done: set[str] = set()
    for start in up:
        path: list[str] = []
        at = start
        while at and at in up and at not in done:
            done.add(at)
            path.append(at)
            at = up[at]
        if at in path:
            inside |= set(path[path.index(at) :])
    return [row for row in rows if row.name and normalised(row.name) in inside]


def changes(rows: Sequence[Row], tree: Tree, titles: Mapping[str, str]) -> list[Change]:
    """Every difference, row by row, and the units that the sheet does not name; `titles` of tracks by key."""
    found: list[Change] = []
    named: set[str] = set()
    for row in rows:
        unit, former = tree.one(row.name), tree.one(row.former)
        if unit is None and former is not None:
            found.append(
                Change(
                    "rename",
                    row,
                    phrases.say("units.change.rename", old=former.name, new=row.name),
                    former.id,
                )
            )
            unit = former
        elif unit is None:
            found.append(
                Change("add", row, phrases.say("units.change.add", name=row.name, parent=row.parent or "无"))
            )
        if unit is not None:
            named.add(unit.id)
            found += _shifts(row, unit, tree)
        found += _rest(row, unit, titles)
    gone = [unit for key, unit in tree.by_id.items() if key not in named]
    return found + [
        Change("gone", Row(0, unit.name), phrases.say("units.change.gone", name=unit.name), unit.id)
        for unit in gone
    ]


def _shifts(row: Row, unit: Known, tree: Tree) -> Iterator[Change]:
    """How a known unit stands otherwise than its row says; what a row leaves blank, but its parent, stays."""
    parent = tree.parent(unit)
    if normalised(parent) != normalised(row.parent) and not row.into:
        said = phrases.say("units.change.move", name=row.name, old=parent or "无", new=row.parent or "无")
        yield Change("move", row, said, unit.id)
    marks = []
    if row.direct and (row.direct.casefold() in YES) != unit.is_direct:
        marks.append("不再直属" if unit.is_direct else "列为直属")
    if row.kind and KINDS[row.kind] != unit.kind:
        marks.append(f"类型改为{row.kind}")
    if marks:
        yield Change(
            "mark", row, phrases.say("units.change.mark", name=row.name, marks="，".join(marks)), unit.id
        )


def _rest(row: Row, unit: Known | None, titles: Mapping[str, str]) -> Iterator[Change]:
    known = unit or Known("", row.name, None, "", is_direct=False)
    key = unit.id if unit else None
    if row.into:
        yield Change("merge", row, phrases.say("units.change.merge", name=row.name, into=row.into), key)
    said = row.contact or known.contact, phones.tidy(row.phone) if row.phone else known.phone
    if said != (known.contact, known.phone):
        what = "、".join(
            word
            for word, new, old in (("联系人", said[0], known.contact), ("联系电话", said[1], known.phone))
            if new != old
        )
        yield Change("contact", row, phrases.say("units.change.contact", name=row.name, what=what), key)
    for track, text in row.quotas.items():
        if text and int(text) != known.quotas.get(track):
            text = phrases.say("units.change.quota", name=row.name, track=titles[track], least=int(text))
            yield Change("quota", row, text, key)
