"""The vectors that Python and the phone must agree on: `tests/cases/*.json`, one file a kind, one case a line.

A case is `{ask, expect}`. What is asked: a text (zi, plain, points, figures, units, phones, names); what was measured
against a `rule` (operators); or what a person gave for a `field` of the first campaign, with what is `known`
(answers, choices, people, files, banks). Expected is the verdict; of a field `[[rule, level, fix, sentence]]`, or
`refused: [code, sentence]`, and the parsed `value` where it differs from what was given.

`python -m tests.vectors` writes the expectations of rules and fields anew, as the Python side judges today: after a
sentence or a limit was changed. Read the difference before you commit it: it is what changes for a worker.
"""

import copy
import json
import unicodedata
from pathlib import Path

from core.domain import figures, names, phones, plain, rules
from core.domain.changing import Change
from core.domain.declaration import Rule
from core.domain.fieldtypes import TYPES, File, Known, Letter
from core.domain.refusals import Refused
from core.domain.zi import zi
from tests.core.domain.made import campaign, question

HOME = Path(__file__).parent / "cases"
_ESCAPED = ("Cc", "Cf", "Co", "Cs", "Cn", "Mn", "Me", "Zl", "Zp")


def load(kind):
    return json.loads((HOME / f"{kind}.json").read_text("utf-8"))


def _phone(text):
    number = phones.tidy(text)
    return [number, phones.is_valid(number)]


def _plain(text):
    found = plain.foreign(text)
    return found and list(found)


ATOMS = {
    "zi": zi,
    "plain": _plain,
    "points": figures.in_points,
    "figures": figures.has_figure,
    "units": figures.has_unit,
    "phones": _phone,
    "names": names.normalised,
}
CLEARED = {"cleared": True}  # an answer taken away
FIELDS = ("answers", "choices", "people", "files", "banks")
KINDS = (*ATOMS, "operators", *FIELDS)


def judged(kind, case):
    """The case as it should stand in its file: what Python says is expected."""
    if kind in ATOMS:
        return case | {"expect": ATOMS[kind](case["ask"])}
    if kind == "operators":
        found = rules.judge([_rule(case["rule"])], {case["rule"]["fact"]: case["ask"]}, label="东西")
        return case | {"expect": found[0].sentence if found else None}
    return _of_field(case)


def _rule(row):
    return Rule("thing", row["fact"], row["op"], row["value"], row["level"], "A0", says=row.get("says"))


def _of_field(case):
    track, key = case["field"].split(".")
    field = campaign().by_key[track].by_key[key]
    kind, given = TYPES[field.type], spelt(case["ask"])
    bare = {key: case[key] for key in ("note", "field", "ask", "known") if key in case}
    try:
        value = None if case["ask"] == CLEARED else kind.parse(given, field=field)
    except Refused as refused:
        return bare | {"refused": [refused.code, refused.sentence]}
    found = kind.check(value, field=field, known=known(case.get("known", {})))
    said = [[f.rule, f.level, f.fix, f.sentence] for f in found]
    return bare | ({"value": value} if "value" in case else {}) | {"expect": said}


def spelt(ask):
    """`{"repeat": [[text, times], …]}` as the text it stands for; everything else as it is."""
    if isinstance(ask, dict) and set(ask) == {"repeat"}:
        return "".join(text * times for text, times in ask["repeat"])
    return ask


def known(told):
    """What answers point at. A bank's `questions` are what differs from a faultless one, and `more` are faultless."""
    files = {}
    for key, row in told.get("files", {}).items():
        facts = dict(row.get("facts", {}))
        if "questions" in row:
            cells = row["questions"] + [{"stem": f"第{number}题"} for number in range(row.get("more", 0))]
            rows = [{"row": number, "cells": question(**each)} for number, each in enumerate(cells, 3)]
            facts = {"header": True, "rows": rows, **facts}
        files[key] = File(key, row["filename"], facts, row.get("sha256"))
    return Known(
        files=files,
        unconfirmed=frozenset(told.get("unconfirmed", ())),
        letters={
            code: Letter(
                row["is_own"],
                tuple(Change(*told) for told in row["changed"]),
                row.get("kind", ""),
                row.get("title", ""),
            )
            for code, row in told.get("letters", {}).items()
        },
        sheets=told.get("sheets", {}),
    )


def _line(case):
    """One line of JSON; characters that no editor shows are escaped."""
    return "".join(
        json.dumps(c)[1:-1]
        if unicodedata.category(c) in _ESCAPED or (c.isspace() and c not in " \u3000")
        else c
        for c in json.dumps(case, ensure_ascii=False)
    )


def write(kind):
    cases = [judged(kind, copy.deepcopy(case)) for case in load(kind)]
    lines = ",\n".join(f"  {_line(case)}" for case in cases)
    (HOME / f"{kind}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    for name in ("operators", *FIELDS):
        write(name)
