"""One sheet of Annex 3 and its courses: what all share, what is each one's, and what a course takes from an innovation."""

from collections.abc import Mapping
from typing import Any

from core.domain.declaration import Field, Paper, Track

KINDS = {
    "video": "视频",
    "bank": "题库",
    "paper": "报送表",
    "people": "工匠视频",
    "word": "简介",
}  # in file names (N10)


def sheet(track: Track) -> Paper | None:
    """The paper that lists several courses."""
    return next((paper for paper in track.papers if paper.columns), None)


def shared(track: Track) -> tuple[str, ...]:
    """Keys of what is said once for the whole sheet (A3.1)."""
    paper = sheet(track)
    if paper is None:
        return ()
    return tuple(line.field for line in paper.lines if line.field and line.field not in paper.columns)


def introductions(track: Track) -> tuple[Field, ...]:
    """What the Word document of A3.5 is made of."""
    return tuple(field for field in track.fields if field.type == "paragraph")


def points(track: Track) -> tuple[str, ...]:
    """The check list of the reviewer (A3.4), in its order."""
    return tuple(point for field in track.fields for point in field.checklist)


def taken(track: Track, source: Track, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a course takes from an innovation: values by the course's field. The name becomes the name;
    else the same key, else the first of the same kind. Of people under another key only those with an honour: the
    craftsmen (A3.7)."""
    common, found = {*shared(track)}, dict[str, Any]()
    for field in track.fields:
        if field.key in common or field.type == "paper":
            continue
        key = source.name if field.key == track.name else _alike(field, source)
        value = answers.get(key) if key else None
        if key and field.type == "people" and key != field.key:
            value = [person for person in value or [] if person.get("honour")]
        if key and value:
            found[field.key] = value
    return found


def _alike(field: Field, source: Track) -> str | None:
    if field.key in source.by_key and source.by_key[field.key].type == field.type:
        return field.key
    if field.type not in ("files", "bank", "unit", "phone", "people"):
        return None
    return next((f.key for f in source.fields if (f.type, f.kind) == (field.type, field.kind)), None)
