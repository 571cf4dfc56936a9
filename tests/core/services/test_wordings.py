"""Reasons at hand: the campaign's phrases at their items, an auditor's own of late, none twice."""

from datetime import timedelta

import pytest

from core.adapters.clock import START
from core.services import campaigns, entries, reviews, wordings
from tests.core.services import deciding


@pytest.fixture
def people(house):
    return deciding.people(house, START)


def at_hand(house, entry, *, by):
    with house.db.read() as tx:
        return wordings.at_hand(house, tx, entries.load(house, tx, entry), by=by)


def test_phrases_of_the_campaign_stand_at_their_items(house, people):
    entry = deciding.confirmed(house, people, START)
    found = at_hand(house, entry, by=people["auditor"])
    with house.db.read() as tx:
        declared = campaigns.campaign(house, tx, deciding.CAMPAIGN).phrases
    told = {(key, text) for key, hand in found.items() for text in hand.phrases}
    assert told == {
        (key, phrase.text)
        for phrase in declared
        if phrase.track in ("", "innovation")
        for key in phrase.fields or ("general",)
    }
    assert all(hand.own == [] for hand in found.values())


def test_own_reasons_are_offered_the_latest_first_and_none_twice(house, people):
    entry = deciding.confirmed(house, people, START)
    phrase = at_hand(house, entry, by=people["auditor"])["goal"].phrases[0]
    said = ["请写数字", "请写单位", "请写数字", phrase, "一", "二", "三"]
    with house.db.write() as tx:
        for number, text in enumerate(said):
            reviews._note(tx, entries.load(house, tx, entry), "return", {"goal": text}, by=people["auditor"], role="auditor", now=START + timedelta(minutes=number))  # fmt: skip
    assert at_hand(house, entry, by=people["auditor"])["goal"].own == ["三", "二", "一", "请写数字"]
    assert at_hand(house, entry, by=people["second"])["goal"].own == []
