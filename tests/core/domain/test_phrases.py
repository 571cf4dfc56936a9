"""Every sentence can be said, whole, and ends as a sentence ends."""

import re
import string

import pytest

from core.domain import banks, phrases
from core.domain.sentences import chat, printed, problems
from core.domain.sentences import rules as rule_sentences

PARAMS = {
    "label": "成果名称", "measured": 12, "wanted": 20, "gap": 8, "missing": "社会效益", "row": 3, "rows": "3、4",
    "first": "第 2 行", "column": "B", "columns": "题型", "value": "甲", "count": 1, "fields": "成果名称", "title": "刀具", "part": "<b>",
}  # fmt: skip
CODES = sorted(rule_sentences.SENTENCES)


@pytest.mark.parametrize("code", CODES)
def test_rule_sentence(code):
    wanted = {name for _, name, _, _ in string.Formatter().parse(rule_sentences.SENTENCES[code]) if name}
    assert wanted <= set(PARAMS)
    said = phrases.say(code, **PARAMS)
    assert not re.search(r"[{}—]", said)
    assert said.endswith("。")


def test_codes_stand_in_one_home_only():
    homes = [rule_sentences.SENTENCES, problems.SENTENCES, chat.SENTENCES, printed.SENTENCES]
    assert len(phrases.codes()) == len({code for home in homes for code in home})


def test_every_duty_of_a_bank_has_a_sentence():
    assert sorted(banks.DUTIES) == phrases.codes("bank.")


def test_a_parameter_nobody_gave_loses_no_sentence():
    assert phrases.say("bank.stem.empty") == "第 — 行“题目内容”是空的，请补上题目。"


def test_an_unknown_code_is_a_fault():
    assert not phrases.exists("rule.zi.between")
    with pytest.raises(KeyError):
        phrases.say("rule.zi.between")
