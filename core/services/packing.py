"""What goes into the archive of an entry, and under which names: folders by kind, files by their titles."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from core.adapters import annexes
from core.adapters.archives import Part
from core.domain import clockwork, fieldtypes, filenames, forms, phrases
from core.domain.declaration import Field, Track
from core.services import uploads
from core.services.entries import Entry
from core.services.house import House

_HERE = ("stored", "checked")
_FORMATS = {
    "JPEG": ".jpg",
    "MPO": ".jpg",
    "PNG": ".png",
    "HEIC": ".heic",
    "HEIF": ".heic",
    "PDF": ".pdf",
    "WEBP": ".webp",
}
_CONTAINERS = {"mp4": ".mp4", "mov": ".mov", "mp3": ".mp3"}
_FORM_ROOM = 1024 * 1024  # bytes that the form itself may take


def document(entry: Entry) -> bytes:
    """The form of the entry's track, filled, as a Word document."""
    stream = BytesIO()
    lines = forms.filled(entry.track, entry.answers, entry.known)
    day = clockwork.date_text(entry.row.changed_at)
    annexes.filled_form(stream, entry.track, lines, number=entry.row.number or "", day=day)
    return stream.getvalue()


def document_name(entry: Entry) -> str:
    return blank_name(entry.track)


def blank_name(track: Track) -> str:
    return filenames.safe(forms.of(track).name, ending=".docx", otherwise=track.key)


def archive_name(entry: Entry) -> str:
    """How the archive is called when it is saved: number and name of the entry."""
    said = " ".join(dict.fromkeys(filter(None, [entry.row.number, entry.name])))
    return filenames.safe(phrases.say("archive.name", name=said[:60]), ending=".zip")


def size(house: House, entry: Entry) -> int:
    """Bytes that the archive will take, about."""
    return _FORM_ROOM + sum(int(row.size) for row in entry.files.values() if row.state in _HERE)


def parts(house: House, entry: Entry) -> list[Part]:
    """Everything that is there. What is still on its way is named in a text of its own."""
    found = [Part(document_name(entry), content=document(entry))]
    taken, left = {found[0].name.casefold()}, list[str]()
    for field, row, title in _listed(entry):
        ending = ending_of(row)
        folder = phrases.say(f"folder.{uploads.kind_of(field)}")
        otherwise = phrases.say("file.unnamed")
        stem = title or _stem(row.filename)
        if not _is_here(house, row):
            left.append(f"{field.label}：{stem}")
            continue
        name = _free(f"{folder}/", filenames.safe(stem, ending=ending, otherwise=otherwise), taken, ending)
        found.append(Part(name, path=house.files.path(row.place)))
    if left:
        text = "\r\n".join([phrases.say("archive.left.text"), "", *map(annexes.clean, left), ""])
        name = filenames.safe(phrases.say("archive.left"), ending=".txt")
        found.append(Part(name, content=text.encode("utf-8-sig")))  # the mark tells an old Notepad
    return found


def lacking(house: House, entry: Entry) -> int:
    """How many files the answers list whose bytes are not here."""
    return sum(not _is_here(house, row) for _, row, _ in _listed(entry))


def _is_here(house: House, row: Any) -> bool:
    return row.state in _HERE and bool(row.place) and house.files.path(row.place).is_file()


def _free(folder: str, name: str, taken: set[str], ending: str) -> str:
    inside = {one.removeprefix(folder.casefold()) for one in taken if one.startswith(folder.casefold())}
    made = folder + filenames.unique(name, inside, ending=ending)
    taken.add(made.casefold())
    return made


def _listed(entry: Entry) -> Iterator[tuple[Field, Any, str]]:
    """Files in the order of the form: what the answers list, with their titles."""
    for field in entry.track.fields:
        value = entry.answers.get(field.key) or []
        if field.type == "people":
            for person in value:
                title = phrases.say("file.of_person", name=person["name"])
                videos = [entry.files[video] for video in person.get("videos", ()) if video in entry.files]
                yield from ((field, row, title) for row in videos)
        elif fieldtypes.TYPES[field.type].has_files:
            for listed in value:
                if row := entry.files.get(listed["attachment"]):
                    yield field, row, listed["title"]


def ending_of(row: Any) -> str:
    """By what the file is; by its name where nobody has looked."""
    facts = row.facts or {}
    known = _FORMATS.get(facts.get("format", "")) or _CONTAINERS.get(facts.get("container", ""))
    return known or filenames.ending_of(row.filename)


def _stem(filename: str) -> str:
    return filename.removesuffix(filenames.ending_of(filename)) or filename
