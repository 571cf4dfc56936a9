"""Judges files as one answer, without an entry: the `check` command."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.adapters import probing
from core.domain import fieldtypes
from core.domain.declaration import Field
from core.domain.fieldtypes import File, Known
from core.services import uploads


def takes_files(field: Field) -> bool:
    return fieldtypes.TYPES[field.type].has_files


def together(field: Field, paths: Sequence[Path]) -> dict[str, Any]:
    """`{"ok", "findings"}` of the files as one answer; a file's title is its name."""
    files = {}
    for number, path in enumerate(paths):
        facts = probing.probe(uploads.kind_of(field), path)
        files[str(number)] = File(str(number), path.name, facts, facts.get("sha256"))
    value = [{"attachment": number, "title": file.filename} for number, file in files.items()]
    found = fieldtypes.TYPES[field.type].check(value, field=field, known=Known(files=files))
    rows = [{key: row[key] for key in _KEYS} for row in (finding.as_dict() for finding in found)]
    return {"ok": all(row["level"] != "must" for row in rows), "findings": rows}


_KEYS = ("rule", "level", "file", "params", "sentence", "fix")


def each(field: Field, paths: Sequence[Path]) -> list[dict[str, Any]]:
    """One verdict a file; rules of the answer as a whole (how many, how different) do not count."""
    judged = []
    whole: frozenset[str] = getattr(fieldtypes.TYPES[field.type], "whole", frozenset())
    for path in paths:
        answer = together(field, [path])
        rows = [row for row in answer["findings"] if row["rule"].split(".")[1] not in whole]
        judged.append(
            {"file": path.name, "ok": all(row["level"] != "must" for row in rows), "findings": rows}
        )
    return judged


def told(answer: dict[str, Any]) -> str:
    """The verdict as lines of text."""
    head = f"{answer.get('file', '')} {'合格' if answer['ok'] else '不合格'}".strip()
    marks = {"must": "✗", "advise": "·"}
    return "\n".join([head, *(f"  {marks[row['level']]} {row['sentence']}" for row in answer["findings"])])
