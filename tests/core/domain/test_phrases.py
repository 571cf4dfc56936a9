"""Every sentence can be said, whole, and ends as a sentence ends."""

import re
import string
from pathlib import Path

import pytest

from core.domain import banks, duties, patterns, phrases, rules
from core.domain.fieldtypes import TYPES
from core.domain.sentences import (
    alike,
    bots,
    chat,
    deciding,
    declared,
    ended,
    handing,
    lists,
    logged,
    mailing,
    officers,
    papers,
    printed,
    problems,
    reminding,
    roadshow,
    seats,
    sending,
    unit_tree,
)
from core.domain.sentences import banks as bank_sentences
from core.domain.sentences import rules as rule_sentences
from tests.core.domain.made import campaign

PARAMS = {
    "label": "成果名称", "measured": 12, "wanted": 20, "gap": 8, "missing": "社会效益", "row": 3, "rows": "3、4",
    "first": "第 2 行", "column": "答案B", "place": "第 3 行 B 列", "places": "第 3–4 行", "waiting": 7, "columns": "题型", "value": "甲", "count": 1, "fields": "成果名称", "title": "刀具", "part": "<b>",
    "most": 300, "made": "0.60 MB", "least": "1.00 MB", "earlier": 1, "other": "主视图", "later": 2, "name": "侧视图",
}  # fmt: skip
SENTENCES = rule_sentences.SENTENCES | bank_sentences.SENTENCES
CODES = sorted(SENTENCES)


@pytest.mark.parametrize("code", CODES)
def test_rule_sentence(code):
    wanted = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[code]) if name}
    assert wanted <= set(PARAMS)
    said = phrases.say(code, **PARAMS)
    assert not re.search(r"[{}—]", said)
    assert said.endswith("。")


def test_codes_stand_in_one_home_only():
    homes = [
        rule_sentences.SENTENCES,
        bank_sentences.SENTENCES,
        papers.SENTENCES,
        problems.SENTENCES,
        chat.SENTENCES,
        printed.SENTENCES,
        alike.SENTENCES,
        deciding.SENTENCES,
        sending.SENTENCES,
        reminding.SENTENCES,
        bots.SENTENCES,
        officers.SENTENCES,
        declared.SENTENCES,
        handing.SENTENCES,
        logged.SENTENCES,
        unit_tree.SENTENCES,
        mailing.SENTENCES,
        roadshow.SENTENCES,
        seats.SENTENCES,
        lists.SENTENCES,
        ended.SENTENCES,
    ]
    assert len(phrases.codes()) == len({code for home in homes for code in home})


def test_every_duty_of_a_bank_has_a_sentence():
    assert sorted(banks.DUTIES) == phrases.codes("bank.")
    of_files = {duty for duty in banks.DUTIES if duty.endswith((".missing", ".left"))}
    one_by_one = set(banks.DUTIES) - of_files - banks.TOGETHER
    assert sorted(f"more.{duty}" for duty in one_by_one) == phrases.codes("more.")


def test_a_parameter_nobody_gave_loses_no_sentence():
    assert phrases.say("bank.stem.empty") == "—“题目内容”是空的，请补上题目。"


def test_an_unknown_code_is_a_fault():
    assert not phrases.exists("rule.zi.between")
    with pytest.raises(KeyError):
        phrases.say("rule.zi.between")


HOLE = re.compile(r"\{\w+\}")
SAID = [*SENTENCES, duties.NAME]  # whatever a rule, a duty or a probe's fault can say


def test_no_sentence_is_shared_by_two_faults():
    """Without its parameters each is still another sentence: a person can tell faults apart, and so can we."""
    by_text = {}
    for code in SAID:
        bare = HOLE.sub("", phrases.say(code, **{name: f"{{{name}}}" for name in PARAMS}))
        by_text.setdefault(bare, []).append(code)
    assert [codes for codes in by_text.values() if len(codes) > 1] == []


def test_every_sentence_of_a_rule_is_of_a_fact_that_some_type_measures():
    facts = frozenset().union(*(kind.facts for kind in TYPES.values()))
    for code in phrases.codes("rule."):
        _, fact, op, *_ = code.split(".")
        assert (fact in facts, op in rules.OPERATORS) == (True, True), code


MILD = {  # what only ever advises may leave it open what to do
    "rule.zi.min", "rule.zi.max.about", "rule.zi.max.strong", "rule.figure_units.is", "rule.text.covers",
    "rule.craftsman_videos.is", "rule.confirmed.is", "rule.format.is.audio", "bank.source.vague",
}  # fmt: skip
NEXT = re.compile("请|点一下“修正”")


@pytest.mark.parametrize("code", SAID)
def test_every_sentence_says_what_to_do_next(code):
    assert NEXT.search(phrases.say(code, **PARAMS)) or code in MILD


def test_what_must_be_kept_is_never_said_mildly():
    said = {row["says"] for row in duties.rows(campaign()) if row["level"] == "must"}
    assert said & MILD == set()


def test_every_plain_fault_has_its_own_sentence():
    assert [f"rule.plain.is.{kind}" for kind in sorted(patterns.PLAIN)] == phrases.codes("rule.plain.is.")


HERE = Path(__file__).parents[3]
SPOKEN = sorted(
    {
        (path.name, code)
        for folder in ("handlers", "core/services")
        for path in (HERE / folder).rglob("*.py")
        for code in re.findall(r"\bsay\(\s*\"([a-z_.]+)\"", path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize(("file", "code"), SPOKEN)
def test_what_a_handler_or_a_service_says_has_a_sentence(file, code):
    assert phrases.exists(code)


def test_every_sentence_of_the_bots_is_said_somewhere():
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("handlers", "core", "server")
        for kind in ("*.py", "*.html")
        for path in (HERE / folder).rglob(kind)
        if "sentences" not in path.parts
    )
    stems = tuple(re.findall(r"f\"([a-z.]+\.)\{", text))
    codes = [
        code for code in (*bots.SENTENCES, *officers.SENTENCES) if not code.startswith(("message.", *stems))
    ]
    assert [code for code in codes if not re.search(rf"[\"']{re.escape(code)}[\"']", text)] == []
