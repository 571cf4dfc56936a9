"""An entry's items as a page shows them: number, label, value, what the rules found, the files."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.domain import changing, fieldtypes, phrases, questions
from core.domain.declaration import Field
from core.domain.findings import Finding
from core.domain.zi import zi
from core.services.entries import Entry
from server import doors
from server.console import wording

_READY = ("stored", "checked")


@dataclass(frozen=True)
class Shown:
    """A stored file: what it is called, what was measured, what is wrong with it, where to open it."""

    id: str
    title: str
    filename: str
    kind: str
    facts: str
    url: str
    preview: str
    is_opened: bool
    waits: str
    findings: tuple[Finding, ...] = ()
    seals: tuple[tuple[str, str], ...] = ()  # (tone, sentence) of each code on a sheet
    questions: tuple[dict[str, Any], ...] = ()
    large: str = ""  # a picture of it that a browser shows, as large as there is one
    marks: tuple[Any, ...] = ()  # moments of a film (filming.Mark)


@dataclass(frozen=True)
class Item:
    key: str
    number: str
    label: str
    widget: str
    text: str
    length: str = ""
    findings: tuple[Finding, ...] = ()
    files: tuple[Shown, ...] = ()
    people: tuple[dict[str, Any], ...] = field(default_factory=tuple)
    note: str = ""

    @property
    def worst(self) -> str:
        levels = {found.level for found in self.findings} | {f.level for x in self.files for f in x.findings}
        return "must" if "must" in levels else "advise" if levels else ""


def of(
    entry: Entry, *, opened: Collection[str], marks: Mapping[str, Sequence[Any]] | None = None
) -> list[Item]:
    """All items in the notice's order, answered or not. `marks`: of films, by attachment."""
    found = entry.findings()
    made = [_item(entry, declared, found, opened) for declared in entry.track.fields]
    return [_marked(item, marks) for item in made] if marks else made


def _marked(item: Item, marks: Mapping[str, Sequence[Any]]) -> Item:
    files = tuple(replace(file, marks=tuple(marks.get(file.id, ()))) for file in item.files)
    people = tuple(
        {**one, "videos": [replace(file, marks=tuple(marks.get(file.id, ()))) for file in one["videos"]]}
        for one in item.people
    )
    return replace(item, files=files, people=people)


def _item(entry: Entry, declared: Field, found: Sequence[Finding], opened: Collection[str]) -> Item:
    value, kind = entry.answers.get(declared.key), fieldtypes.TYPES[declared.type]
    mine = [finding for finding in found if finding.field_key == declared.key]
    files: list[Shown] = []
    people: list[dict[str, Any]] = []
    if declared.type == "people":
        people = [_person(entry, declared, person, mine, opened) for person in value or []]
    elif kind.has_files:
        files = [_file(entry, declared, row["attachment"], row["title"], mine, opened) for row in value or []]
    told = {x.id for x in [*files, *(video for person in people for video in person["videos"])]}
    return Item(
        key=declared.key,
        number=declared.item,
        label=declared.label,
        widget=kind.widget,
        text="" if kind.has_files else entry.cell(declared.key),
        length=_length(declared, value),
        findings=tuple(finding for finding in mine if finding.attachment not in told),
        files=tuple(files),
        people=tuple(people),
        note=_note(entry, declared, value),
    )


def _length(declared: Field, value: Any) -> str:
    if declared.type not in ("paragraph", "text") or not isinstance(value, str):
        return ""
    most = declared.wanted("zi", "max")
    return f"{zi(value)}/{most} 字" if most else f"{zi(value)} 字"


def _note(entry: Entry, declared: Field, value: Any) -> str:
    if declared.type != "unit" or not value:
        return ""
    is_known = "id" in value and value["id"] not in entry.known.unconfirmed
    return "" if is_known else "单位库里没有，按申报人写的登记，待核实"


def _person(
    entry: Entry, declared: Field, person: dict[str, Any], mine: Sequence[Finding], opened: Collection[str]
) -> dict[str, Any]:
    videos = [
        _file(entry, declared, video, person["name"], mine, opened) for video in person.get("videos", [])
    ]
    return {**person, "videos": videos}


def _file(
    entry: Entry,
    declared: Field,
    attachment: str,
    title: str,
    mine: Sequence[Finding],
    opened: Collection[str],
) -> Shown:
    row = entry.files.get(attachment)
    if row is None:
        return Shown(attachment, title, "", "", "", "", "", False, "文件已不在，请退回请申报人重新上传")
    facts, ready = row.facts or {}, row.state in _READY and row.place
    kind = (
        "bank"
        if declared.type == "bank"
        else "paper"
        if declared.type == "paper"
        else declared.kind or "video"
    )
    url = doors.original_url(row) if ready else ""
    return Shown(
        id=row.id,
        title=title or row.filename,
        filename=row.filename,
        kind=kind,
        facts=" · ".join(_facts(row.size, facts)),
        url=url,
        preview=doors.file_url(row.preview, kind="preview") if row.preview else "",
        large=url if facts.get("format") in ("JPEG", "PNG") else "",
        is_opened=attachment in opened,
        waits="" if row.state == "checked" else "已收到，正在检查" if ready else "正在保存",
        findings=tuple(finding for finding in mine if finding.attachment == row.id),
        seals=tuple(_seals(entry, facts)) if declared.type == "paper" and row.state == "checked" else (),
        questions=tuple(_questions(facts)) if declared.type == "bank" else (),
    )


def _facts(size: int, facts: dict[str, Any]) -> list[str]:
    said = [wording.size(size)]
    if facts.get("width") and facts.get("height"):
        said.append(f"{facts['width']}×{facts['height']}")
    if facts.get("dpi"):
        said.append(f"{round(facts['dpi'])} dpi")
    if facts.get("seconds"):
        said.append(wording.clock(facts["seconds"]))
    if facts.get("pages"):
        said.append(f"{facts['pages']} 页")
    if facts.get("rows"):
        said.append(f"{len(facts['rows'])} 题")
    return said


def _seals(entry: Entry, facts: dict[str, Any]) -> list[tuple[str, str]]:
    """What the QR codes on a sealed sheet say of it, one line a letter: valid, which words changed, another entry's,
    or no code, for the eye (A1.3)."""
    if facts.get("fault"):
        return []
    codes = fieldtypes.codes(facts)
    said = [_seal((entry.known.letters or {}).get(code)) for code in dict.fromkeys(codes)]
    return list(dict.fromkeys(said)) or [("secondary", phrases.say("paper.verdict.none"))]


def _seal(letter: fieldtypes.Letter | None) -> tuple[str, str]:
    if letter is None:
        return "secondary", phrases.say("paper.verdict.unknown")
    if not letter.is_own:
        return "red", phrases.say("paper.verdict.foreign")
    if letter.changed:
        changes = changing.told(letter.changed)
        if letter.is_waived:
            return "green", phrases.say("paper.verdict.waived", title=letter.title, changes=changes)
        return "orange", phrases.say("paper.verdict.stale", title=letter.title, changes=changes)
    return "green", phrases.say("paper.verdict.valid", title=letter.title)


def _questions(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Questions with the row they stand in, so that a reason can name it."""
    rows = facts.get("rows") or ()
    return [{**made, "row": row["row"]} for made, row in zip(questions.shown(facts), rows, strict=True)]
