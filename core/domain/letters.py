"""The letters of Annex 1, filled from an entry: their content, never their look."""

from collections.abc import Mapping
from typing import Any

from core.domain import fieldtypes, phrases, seals
from core.domain.changing import Change
from core.domain.declaration import Line, Paper, Track
from core.domain.fieldtypes import NOTHING, Known

_ROOM = "　　　　"  # to be written into by hand (A1.3)


def content(paper: Paper, track: Track, answers: Mapping[str, Any], *, known: Known) -> dict[str, Any]:
    """`{title, intro, lines: [{label, value}], paragraphs, signatures: [{label}]}`, ready to be set."""
    shown = {key: _shown(track, key, answers, known, first=True) or _ROOM for key in track.by_key}
    return {
        "title": paper.title,
        "intro": paper.intro.format_map(_Blank(shown)),
        "lines": [
            {"label": line.label, "value": _value(line, track, answers, known)} for line in paper.lines
        ],
        "paragraphs": [paragraph.format_map(_Blank(shown)) for paragraph in paper.paragraphs],
        "signatures": [{"label": label} for label in paper.signatures],
    }


def blank(paper: Paper, track: Track) -> dict[str, Any]:
    """A letter that says nothing of anybody, to be filled in by hand (A1.3): no code, no number."""
    made = content(paper, track, {}, known=NOTHING)
    named = phrases.say("blank.named", label=track.by_key[track.name].label)
    for line, shown in zip(paper.lines, made["lines"], strict=True):
        if line.field == track.name:
            shown["value"] = f"{_ROOM * 2}{named}"
    return {**made, "number": "", "qr": "", "code": "", "note": phrases.say("blank.note")}


def digest(paper: Paper, answers: Mapping[str, Any]) -> str:
    """What the seal covers: the quoted answers and the words of the letter (design 3, seals)."""
    letter = "\n".join(
        [paper.title, paper.intro, *paper.paragraphs, *(f"{x.label}{x.text}" for x in paper.lines)]
    )
    return seals.digest(quoted={key: answers.get(key) for key in paper.quotes}, letter=letter)


def printed(paper: Paper, track: Track, answers: Mapping[str, Any], *, known: Known) -> dict[str, str]:
    """What a letter said when it was printed, by field: what `changes` compares with. Secret answers are left out."""
    return {
        key: _shown(track, key, answers, known, first=False)
        for key in paper.quotes
        if not fieldtypes.TYPES[track.by_key[key].type].secret
    }


def changes(
    paper: Paper,
    track: Track,
    answers: Mapping[str, Any],
    *,
    known: Known,
    marks: Mapping[str, str],
    said: Mapping[str, str],
) -> tuple[Change, ...]:
    """What the letter quotes and says otherwise today; `marks` and `said` are `mark` and `printed` of when it was
    printed. Nothing of that: the wording of the letter itself is another."""
    today = printed(paper, track, answers, known=known)
    found = tuple(
        Change(track.by_key[key].label, said.get(key), today.get(key))
        for key in paper.quotes
        if key in track.by_key and mark(answers.get(key)) != marks.get(key)
    )
    return found or (Change(phrases.say("paper.change.wording")),)


def first_name(people: Any) -> str:
    return str(people[0]["name"]) if people else ""


def _value(line: Line, track: Track, answers: Mapping[str, Any], known: Known) -> str:
    return _shown(track, line.field, answers, known, first=line.first) if line.field else line.text


def _shown(track: Track, key: str, answers: Mapping[str, Any], known: Known, *, first: bool) -> str:
    """An answer as a letter prints it. `first`: of people the one who signs, who is 本人 in running text."""
    field, value = track.by_key[key], answers.get(key)
    if fieldtypes.is_blank(value):
        return ""
    if field.type == "people" and first:
        return first_name(value)  # ours: one licensor signs, the first completer (A1.1)
    return fieldtypes.TYPES[field.type].cell(value, field=field, known=known)


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return _ROOM


def mark(value: Any) -> str:
    """A short hash of one quoted answer: tells which one changed, without keeping it twice."""
    return seals.digest(quoted={"value": value}, letter="").split(":")[1][:16]
