"""What the province's mailbox gets of a course (N10, A3.8): the subject, and each file with its exact name; the sheet to
be sealed; the Word document of A3.5."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from core.adapters import ids, introductions
from core.adapters import papers as printing
from core.adapters.archives import Part
from core.adapters.db import Transaction
from core.adapters.tables import papers
from core.domain import clockwork, courses, fieldtypes, filenames, letters, mail_names, phrases, seals
from core.domain.declaration import Line, Paper
from core.domain.refusals import Refused
from core.services import campaigns, entries, packing
from core.services.entries import Entry
from core.services.house import House

_HERE = ("stored", "checked")
_FORM_ROOM = 200_000  # bytes of the Word document, about


@dataclass(frozen=True, slots=True)
class Parcel:
    """One course as it is mailed: `subject` is 单位+名称+联系人; `files` in the order of the sheet; `missing`: labels of
    what has no bytes here yet, so that nobody mails half a course unseen."""

    subject: str
    files: tuple[Part, ...]
    missing: tuple[str, ...]

    @property
    def size(self) -> int:
        return sum(part.size for part in self.files)


def of(house: House, entry: Entry) -> Parcel:
    """Everything of a course, named by the notice. The bytes stay where they are: a part has a path, or its content."""
    subject = subject_of(entry)
    found, missing = list[tuple[str, str, Path | bytes]](), list[str]()
    for kind, label, row in _listed(entry):
        path = house.files.path(row.place) if row.place else None
        if path is None or row.state not in _HERE or not path.is_file():
            missing.append(label)
            continue
        found.append((kind, packing.ending_of(row), path))
    found.append((courses.KINDS["word"], ".docx", word(entry)))
    named = mail_names.files(subject, [(kind, ending) for kind, ending, _ in found])
    parts = tuple(
        Part(name, content=held) if isinstance(held, bytes) else Part(name, path=held)
        for name, (_, _, held) in zip(named, found, strict=True)
    )
    return Parcel(subject, parts, tuple(missing))


def subject_of(entry: Entry) -> str:
    """单位+名称+联系人. The unit is the reporting one."""
    unit = entries.unit_field(entry.track)
    contact = next((k for k in courses.shared(entry.track) if entry.track.by_key[k].type == "text"), None)
    return mail_names.base(
        entry.cell(unit) if unit else "", entry.row.title, entry.text(contact) if contact else ""
    )


def _listed(entry: Entry) -> Iterator[tuple[str, str, Any]]:
    """`(kind, label, row)` of the files that the answers list, in the order of the form."""
    for field in entry.track.fields:
        value = entry.answers.get(field.key) or []
        if field.type == "people":
            rows = [entry.files.get(video) for person in value for video in person.get("videos", ())]
        elif fieldtypes.TYPES[field.type].has_files:
            rows = [entry.files.get(listed["attachment"]) for listed in value]
        else:
            continue
        kind = courses.KINDS["video" if field.type == "files" else field.type]
        yield from ((kind, field.label, row) for row in rows if row is not None)


def word(entry: Entry) -> bytes:
    """The Word document with the introductions of the tutor and of the video (A3.5)."""
    unit = entries.unit_field(entry.track)
    stream = BytesIO()
    said = [(field.label, entry.answers.get(field.key) or "") for field in courses.introductions(entry.track)]
    introductions.write(stream, entry.row.title or entry.name, entry.cell(unit) if unit else "", said)
    return stream.getvalue()


def word_name(entry: Entry) -> str:
    return f"{subject_of(entry)}.docx"


# The sheet to be sealed ----------------------------------------------------------------------------------------
def sheet_pdf(house: House, tx: Transaction, listed: Sequence[Entry], *, now: datetime) -> bytes:
    """One sheet of the unit with all these courses and one code (A3.3), to be printed and sealed. Raises
    Refused('paper.none'): no course, or the campaign has no such sheet."""
    paper = courses.sheet(listed[0].track) if listed else None
    if paper is None:
        raise Refused("paper.none")
    first = listed[0]
    code = _code(house, tx, paper, listed, now=now)
    page = letters.content(paper, first.track, first.answers, known=first.known)
    note = phrases.say("sheet.note", day=clockwork.date_text(now), count=len(listed))
    page["lines"] = _lines(paper, listed)
    page |= {"number": "", "qr": f"{house.settings.origin}/p/{code}", "code": code, "note": note}
    return printing.letters([page])


def _lines(paper: Paper, listed: Sequence[Entry]) -> list[dict[str, Any]]:
    """What the sheet says once, then each course, which `begins` with room above it."""

    def shown(entry: Entry, line: Line, number: str = "", *, begins: bool = False) -> dict[str, Any]:
        value = entry.cell(line.field) if line.field else line.text
        return {"label": f"{number}{line.label}", "value": value, "begins": begins}

    once = [shown(listed[0], line) for line in paper.lines if line.field not in paper.columns]
    each = [line for line in paper.lines if line.field in paper.columns]
    marked = len(listed) > 1
    return once + [
        shown(entry, line, f"{number}. " if marked and place == 0 else "", begins=place == 0)
        for number, entry in enumerate(listed, 1)
        for place, line in enumerate(each)
    ]


def _code(house: House, tx: Transaction, paper: Paper, listed: Sequence[Entry], *, now: datetime) -> str:
    """The code of this very sheet; printed again unchanged it is the same one."""
    quoted = {entry.id: letters.digest(paper, entry.answers) for entry in listed}
    digest = seals.digest(quoted=quoted, letter=paper.title)
    first = min(listed, key=lambda entry: entry.id)
    here = (papers.c.entry == first.id, papers.c.kind == paper.key, papers.c.digest == digest)
    if known := tx.value(select(papers.c.code).where(*here)):
        return str(known)
    code = ids.code()
    revision = (
        campaigns.newest(house, tx)[first.row.campaign] if first.state == "draft" else first.row.revision
    )
    told = {entry.id: _quoted(paper, entry, quoted[entry.id]) for entry in listed}
    row: dict[str, Any] = {
        "entry": first.id,
        "kind": paper.key,
        "revision": revision,
        "digest": digest,
        "quoted": {},
    }
    tx.run(insert(papers).values(id=ids.new(), code=code, made_at=now, content={"courses": told}, **row))
    return code


def _quoted(paper: Paper, entry: Entry, digest: str) -> dict[str, Any]:
    return {
        "digest": digest,
        "quoted": {key: letters.mark(entry.answers.get(key)) for key in paper.quotes},
        "said": letters.printed(paper, entry.track, entry.answers, known=entry.known),
    }


def sheet_name(unit: str) -> str:
    return filenames.safe(phrases.say("sheet.name", unit=unit), ending=".pdf")
