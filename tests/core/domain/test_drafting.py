"""A first draft: numbered points from other answers, within the limit, cut where a sentence ends."""

import pytest

from core.domain import drafting, loading
from core.domain.fieldtypes import NOTHING
from core.domain.zi import zi
from tests import filling
from tests.running import ROOT

TRACK = loading.load((ROOT / "campaigns/2024-anhui.toml").read_text()).by_key["innovation"]
SUMMARY = TRACK.by_key["summary"]


def compose(**answers):
    return drafting.compose(SUMMARY, TRACK, answers, known=NOTHING)


def test_points_are_numbered_and_their_own_numbers_left_out():
    told = compose(industry={"section": "Q", "division": "84"}, novelty="1.松手即锁。\n2.改装快")
    assert told == "1.适用领域/工种：卫生和社会工作-卫生。\n2.成果的创新点：松手即锁。改装快。"


def test_nothing_answered_makes_no_draft():
    assert compose() == ""


def test_a_field_without_parts_has_no_draft():
    answers = {"goal": filling.GOAL}
    assert drafting.compose(TRACK.by_key["background"], TRACK, answers, known=NOTHING) == ""


@pytest.mark.parametrize("length", [10, 120, 400, 2000])
def test_the_limit_holds_and_no_point_is_lost(length):
    long = "松手即锁推动即开。" * (length // 9 + 1)
    told = compose(industry={"section": "Q", "division": "84"}, goal=long, novelty=long, benefit=long)
    assert zi(told) <= 500
    assert [line[:2] for line in told.splitlines()] == ["1.", "2.", "3.", "4."]
    assert all(line.endswith("。") for line in told.splitlines())


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("一二。三四。", 6, "一二。三四。"),
        ("一二。三四。", 5, "一二。"),
        ("一二三四", 3, "一二三"),
        ("一二三四", 0, ""),
        ("一二三四", -5, ""),
    ],
)
def test_cut(text, most, kept):
    assert drafting.cut(text, most) == kept
