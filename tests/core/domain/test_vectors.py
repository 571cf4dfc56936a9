"""The shared vectors, run by Python; tests/miniprogram/test_lib.py runs the same files by node."""

import copy
import re

import pytest

from core.domain import duties, rules
from core.domain.fieldtypes import TYPES, probed
from tests import vectors
from tests.core.domain.made import campaign

EVERY = [
    pytest.param(kind, case, id=f"{kind}-{number}")
    for kind in vectors.KINDS
    for number, case in enumerate(vectors.load(kind), 1)
]


@pytest.mark.parametrize(("kind", "case"), EVERY)
def test_vector(kind, case):
    assert vectors.judged(kind, copy.deepcopy(case)) == case


def test_there_are_enough_and_every_file_is_run():
    assert len(EVERY) >= 200
    assert {path.stem for path in vectors.HOME.glob("*.json")} == {*vectors.KINDS, "industries"}


@pytest.mark.parametrize("kind", vectors.KINDS)
def test_no_case_stands_twice(kind):
    asked = [repr({**case, "note": ""}) for case in vectors.load(kind)]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("op", sorted(rules.OPERATORS))
@pytest.mark.parametrize("level", ["must", "advise"])
def test_every_operator_and_level_from_both_sides(op, level):
    cases = [c for c in vectors.load("operators") if (c["rule"]["op"], c["rule"]["level"]) == (op, level)]
    assert {case["expect"] is None for case in cases} == {True, False}


def _said():
    """Every sentence that a vector expects, with the rule that says it."""
    for kind in vectors.FIELDS:
        for case in vectors.load(kind):
            for rule, level, _, sentence in case.get("expect", ()):
                yield case["field"].split(".")[0], rule, level, sentence


def test_every_rule_of_the_campaign_speaks_in_some_vector():
    """All but the name that is taken: a database refuses it."""
    declared = {(row["track"], row["rule"], row["level"]) for row in duties.rows(campaign())}
    silent = declared - {(track, rule, level) for track, rule, level, _ in _said()}
    assert silent == {
        ("innovation", "title.name.taken", "must"),
        ("roadshow", "course_title.name.taken", "must"),
    }


def test_every_sentence_is_filled():
    assert [said for *_, said in _said() if re.search(r"[{}—]|None|True|False", said)] == []


def _limits():
    """Every limit of the campaign on numbers, and how far from it a unit is."""
    return [
        (f"{track.key}.{field.key}", rule)
        for track in campaign().tracks
        for field in track.fields
        for rule in field.rules
        if rule.op in ("min", "max")
    ]


@pytest.mark.parametrize(("where", "rule"), _limits(), ids=lambda x: getattr(x, "name", x))
def test_every_limit_of_the_campaign_is_shown_from_both_sides(where, rule):
    """For each limit some answer just keeps it and some answer just breaks it."""
    measured = set()
    for kind in vectors.FIELDS:
        for case in vectors.load(kind):
            if case["field"] == where and "expect" in case and case["ask"] != vectors.CLEARED:
                measured |= _measured(case, rule.fact)
    inner = {"min": lambda m: m >= rule.value, "max": lambda m: m <= rule.value}[rule.op]
    near = 1.1 if rule.fact == "seconds" else 1
    kept = [m for m in measured if inner(m) and abs(m - rule.value) <= near]
    broken = [m for m in measured if not inner(m) and abs(m - rule.value) <= near]
    assert kept and broken, measured


def _measured(case, fact):

    track, key = case["field"].split(".")
    field = campaign().by_key[track].by_key[key]
    kind, known = TYPES[field.type], vectors.known(case.get("known", {}))
    value = kind.parse(vectors.spelt(case["ask"]), field=field)
    facts = [{"count": len(value)}] if isinstance(value, list) else []
    facts += [kind.measure(value, field=field, known=known)] if value not in ("", []) else []
    facts += [probed.seen(known.files[key].facts) for key in kind.attachments(value) if key in known.files]
    return {found[fact] for found in facts if found.get(fact) is not None}
