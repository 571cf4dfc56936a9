"""Pictures and cards that follow a tap, a follow or a scan: sent in the platform's minute, and asked for again later."""

from datetime import timedelta

import pytest

import handlers
from core.services import delivering, enclosing
from sandbox import windows
from tests import posting
from tests.fakes import WANG
from tests.posting import NOW, tries

CLICK = {"Event": "CLICK", "EventKey": "subscribe"}


fake, house = posting.fake, posting.house


def does(house, fake, after=0, **told):
    """王师傅 does it, so many seconds after NOW: platform and house both see it."""
    fake.hands.house_now = NOW.timestamp() + after
    windows.reopen(fake.app.extensions["parts"], WANG, "click" if "Event" in told else "message")
    fields = {"FromUserName": WANG, "ToUserName": "gh", "MsgType": "event", **told}
    with house.db.write() as tx:
        return handlers.answer(house, tx, fields, now=NOW + timedelta(seconds=after))


def drain(house, fake, after):
    fake.hands.house_now = NOW.timestamp() + after
    delivering.drain(house, clock=lambda: NOW + timedelta(seconds=after))
    return [item["kind"] for item in fake.chat(WANG) if item["from"] == "account"]


def test_a_card_promised_after_a_tap_on_the_menu_arrives(house, fake):
    assert "卡片" in does(house, fake, **CLICK)
    assert drain(house, fake, 20) == ["miniprogrampage"]


@pytest.mark.parametrize("event", [{"Event": "subscribe"}, {"Event": "SCAN", "EventKey": "x"}])
def test_who_follows_or_scans_can_be_written_to_for_a_minute(house, fake, event):
    does(house, fake, **event)
    posting.unfollows(house)  # the template is no way
    posting.post(house, "reply")
    assert drain(house, fake, 20) == ["text"]


def test_a_view_of_a_page_opens_nothing(house, fake):
    does(house, fake, Event="VIEW", EventKey="https://example.org/")
    posting.unfollows(house)
    message = posting.post(house, "reply")
    assert delivering.deliver(house, message, now=NOW + timedelta(seconds=5)) == "failed"
    assert tries(house, message) == [("none", "failed", None)]


def test_after_the_minute_a_word_of_the_person_brings_the_card(house, fake):
    said = does(house, fake, **CLICK)
    assert drain(house, fake, 61) == []
    assert "订阅" in said
    does(house, fake, 90, MsgType="text", Content="订阅", MsgId="7")
    assert drain(house, fake, 95) == ["miniprogrampage"]


def test_a_picture_that_did_not_arrive_comes_when_it_is_asked_for_again(house, fake):
    card = {"kind": "news", "title": "进度", "description": "略", "url": "https://example.org/", "picurl": ""}

    def asked(after):
        windows.reopen(fake.app.extensions["parts"], WANG, "message")
        with house.db.write() as tx:
            at = NOW + timedelta(seconds=after)
            enclosing.post(house, tx, posting.wang(house, tx), "sheet:1", now=at, **card)

    asked(0)  # nobody wrote, as far as the house knows
    assert drain(house, fake, 1) == []
    posting.writes(house, fake)
    asked(60)
    asked(60)
    assert [kind for kind in drain(house, fake, 61) if kind == "news"] == ["news"]
    asked(120)
    assert [kind for kind in drain(house, fake, 121) if kind == "news"] == ["news"]
