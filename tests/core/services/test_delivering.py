"""Delivery against the fake platform: the right channel, nothing twice, nothing lost, and later what cannot be now."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.adapters import wechat_account
from core.adapters.clock import real
from core.adapters.tables import deliveries, messages
from core.services import accounts, delivering, enclosing, pausing, tasks
from core.services import house as building
from core.services import messages as service
from tests import posting, running
from tests.fakes import WANG
from tests.posting import (
    CUSTOM,
    NOW,
    TEMPLATE,
    inject,
    is_due,
    post,
    state,
    tries,
    unfollows,
    writes,
)

TEXT = "您的申报“夹具”（AH24-000001）已提交成功，等待单位工会确认。"


fake, house = posting.fake, posting.house


def deliver(house, message, now=NOW):
    return delivering.deliver(house, message, now=now)


def cards(fake):
    return [item for item in fake.chat(WANG) if item["kind"] == "template"]


def test_it_is_a_template_that_leads_on(house, fake):
    message = post(house)
    assert deliver(house, message) == "sent"
    card = fake.chat(WANG)[-1]
    assert (card["text"], card["url"].rsplit("/", 1)[0]) == ("申报进度通知", f"{house.settings.origin}/told")
    assert [field["value"] for field in card["fields"]] == ["夹具", "已提交", "2024年5月13日 09:00"]
    assert tries(house, message) == [("template", "sent", None)]


def test_what_answers_the_chat_goes_to_the_chat(house, fake):
    writes(house, fake)
    message = post(house, "reply")
    assert deliver(house, message) == "sent"
    assert (fake.got(WANG), tries(house, message)) == (["您的照片合格"], [("custom", "sent", None)])


@pytest.mark.parametrize("again", [1, 3])
def test_delivering_it_again_sends_nothing(house, fake, again):
    message = post(house)
    deliver(house, message)
    assert [deliver(house, message) for _ in range(again)] == ["nothing"] * again
    assert (len(fake.sent()), len(tries(house, message))) == (1, 1)


def test_the_same_occasion_is_one_message(house):
    assert post(house) == post(house)
    with house.db.read() as tx:
        assert len(list(tx.rows(select(messages.c.id)))) == 1


def test_who_does_not_follow_is_written_to_in_the_open_chat(house, fake):
    writes(house, fake)
    unfollows(house)
    message = post(house)
    assert deliver(house, message) == "sent"
    assert (fake.got(WANG), tries(house, message)) == ([TEXT], [("custom", "sent", None)])


def test_when_48_hours_have_passed_the_chat_is_no_way(house, fake):
    writes(house, fake)
    message = post(house, "reply")
    assert deliver(house, message, NOW + timedelta(hours=48)) == "sent"
    assert tries(house, message) == [("template", "sent", None)]


@pytest.mark.parametrize("code", [45015, 45047, 45002])
def test_what_the_chat_will_not_take_goes_by_template(house, fake, code):
    writes(house, fake)
    inject(fake, CUSTOM, errcode=code)
    message = post(house, "reply")
    assert deliver(house, message) == "sent"
    assert tries(house, message) == [("custom", "refused", code), ("template", "sent", None)]


def test_a_text_is_cut_between_characters_to_what_the_chat_takes(house, fake):
    writes(house, fake)
    assert deliver(house, post(house, "reply", text="长" * 2000)) == "sent"
    assert fake.got(WANG) == ["长" * 681 + "…"]


def test_an_interrupted_template_is_repeated_and_arrives_once(house, fake):
    inject(fake, TEMPLATE, http=200, done=True)
    message = post(house)
    deliver(house, message)
    with house.db.write() as tx:  # as a kill leaves it: sent, nothing written down
        tx.run(deliveries.delete())
        tx.run(update(messages).values(state="sending", attempt=1, due_at=real()))
    assert deliver(house, message) == "sent"
    assert [row["outcome"] for row in fake.sent()] == ["sent", "repeat"]
    assert len(cards(fake)) == 1


def interrupted_text(house, fake, reason):
    """A text whose sender was killed while it waited for the answer: its row is there."""
    writes(house, fake)
    unfollows(house)
    message = post(house, reason)
    with house.db.write() as tx:
        begun = {"message": message, "attempt": 1, "channel": "custom", "outcome": "begun"}
        tx.run(deliveries.insert().values(id="d-1", at=NOW, began_at=real(), **begun))
        tx.run(update(messages).values(state="sending", attempt=1, due_at=real()))
    return message


def test_an_interrupted_text_is_recorded_and_not_repeated(house, fake):
    message = interrupted_text(house, fake, "received")
    assert deliver(house, message) == "unknown"
    assert (fake.sent(), tries(house, message)) == ([], [("custom", "unknown", None)])


def test_an_interrupted_decision_is_sent_once_more(house, fake):
    message = interrupted_text(house, fake, "approved")
    assert deliver(house, message) == "sent"
    assert tries(house, message) == [("custom", "unknown", None), ("custom", "sent", None)]


def test_a_key_that_no_longer_counts_is_no_key(house, fake):
    """The platform forgets client_msg_id after ten minutes; whoever was down for longer does not know."""
    plain, weighty = post(house), post(house, "rejected", "two")
    for message in (plain, weighty):
        posting.called(house, message)
    with house.db.write() as tx:
        long_ago = real() - delivering.LEASE - tasks.KEYED_FOR
        tx.run(update(messages).values(state="sending", attempt=1, due_at=long_ago + delivering.LEASE))
    assert (deliver(house, plain), deliver(house, weighty)) == ("unknown", "sent")
    assert tries(house, weighty) == [("none", "unknown", None), ("template", "sent", None)]


@pytest.mark.parametrize("channel", ["template", "chat"])
def test_a_claim_without_a_call_is_no_doubt_however_long_ago(house, fake, channel):
    """A sender takes many at once; most of what dies with it had not been called."""
    if channel == "chat":
        writes(house, fake)
        unfollows(house)
    posting.remembers(house)
    message = post(house)
    with house.db.write() as tx:
        [task] = delivering._claim(house, tx, 9, now=NOW)
        assert task.id == message  # and here it dies
        tx.run(update(messages).values(due_at=real() - timedelta(hours=2)))
    assert delivering.drain(house, clock=lambda: NOW) == 1
    assert tries(house, message) == [("template" if channel == "template" else "custom", "sent", None)]


def test_a_call_of_an_earlier_try_that_was_answered_is_no_doubt_of_a_later_claim(house, fake):
    inject(fake, TEMPLATE, http=503)
    message = post(house)
    assert deliver(house, message) == "waiting"
    is_due(house, message)
    with house.db.write() as tx:
        delivering._claim(house, tx, 9, now=NOW)
        claimed_at = real() + timedelta(minutes=1)  # a minute after the call; then it dies
        tx.run(update(messages).values(due_at=claimed_at + delivering.LEASE))
    posting.remembers(house)
    assert house.platform.may_have_called(message.replace("-", ""), since=real() - timedelta(minutes=1))
    assert not house.platform.may_have_called(message.replace("-", ""), since=claimed_at)


def test_a_picture_that_a_kill_found_being_drawn_was_not_called(house, fake, monkeypatch):
    writes(house, fake)
    with house.db.write() as tx:
        enclosing.post(house, tx, posting.wang(house, tx), "e", now=NOW, kind="group", unit="u", campaign="c")

    def killed(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(enclosing, "_made", killed)
    with house.db.read() as tx:
        message = tx.value(select(messages.c.id))
    with pytest.raises(KeyboardInterrupt):
        deliver(house, message)
    assert (state(house, message), tries(house, message)) == ("sending", [])


def test_while_another_sends_nobody_does(house, fake):
    message = post(house)
    with house.db.write() as tx:
        leased = {"state": "sending", "attempt": 1, "due_at": real() + delivering.LEASE}
        tx.run(update(messages).where(messages.c.id == message).values(**leased))
    assert deliver(house, message) == "nothing"
    with house.db.read() as tx:
        assert service.due(tx) == []
    is_due(house, message)
    with house.db.read() as tx:
        assert service.due(tx) == [(0,)]


def test_a_template_whose_answer_was_lost_is_repeated_and_arrives_once(house, fake):
    inject(fake, TEMPLATE, http=200, done=True)
    message = post(house)
    assert deliver(house, message) == "waiting"
    is_due(house, message)
    assert deliver(house, message) == "sent"
    assert ([row["outcome"] for row in fake.sent()], len(cards(fake))) == (["sent", "repeat"], 1)


@pytest.mark.parametrize("fault", [{"http": 200, "done": True}, {"timeout": 1.5, "done": True}])
def test_a_text_whose_answer_was_lost_is_unknown_and_not_repeated(house, fake, fault, monkeypatch):
    house.platform.account.tokens.current()  # with time enough
    if "timeout" in fault:
        monkeypatch.setattr(wechat_account, "TIMEOUT", (running.PATIENCE, 0.3))
    writes(house, fake)
    inject(fake, CUSTOM, **fault)
    message = post(house, "reply")
    assert deliver(house, message) == "unknown"
    running.until(lambda: fake.got(WANG), what="the effect of what nobody waited for")
    is_due(house, message)
    assert deliver(house, message) == "nothing"
    assert (fake.got(WANG), tries(house, message)) == (["您的照片合格"], [("custom", "unknown", None)])


def test_a_decision_whose_answer_was_lost_is_sent_once_more_and_no_more(house, fake):
    writes(house, fake)
    unfollows(house)
    inject(fake, CUSTOM, http=200, times=2)
    message = post(house, "approved")
    assert deliver(house, message) == "waiting"
    is_due(house, message)
    assert deliver(house, message) == "unknown"
    assert tries(house, message) == [("custom", "unknown", None)] * 2


def test_a_person_without_the_account_is_recorded(house):
    with house.db.write() as tx:
        person = accounts.identify(tx, "mini", house.settings.mini_app_id, "m-1", now=NOW)
    message = post(house, person=person)
    assert deliver(house, message) == "failed"
    assert tries(house, message) == [("none", "failed", None)]


def test_without_a_platform_nothing_is_lost(house, fake, settings):
    away = building.build(settings.model_copy(update={"wechat_api_base": "http://127.0.0.1:1"}))
    message = post(house)
    assert deliver(away, message) == "waiting"
    away.db.close()
    is_due(house, message)
    assert deliver(house, message) == "sent"


def test_a_pause_holds_everything_and_its_end_lets_it_go(house, fake):
    message = post(house)
    with house.db.write() as tx:
        pausing.pause(tx, by=None, now=NOW, why="核对名单")
    with house.db.read() as tx:
        assert (service.due(tx), pausing.state(tx)["why"]) == ([], "核对名单")
    assert (deliver(house, message), delivering.drain(house, clock=lambda: NOW)) == ("nothing", 0)
    with house.db.write() as tx:
        assert (pausing.resume(tx, by=None, now=NOW), pausing.resume(tx, by=None, now=NOW)) == (True, False)
    assert delivering.drain(house, clock=lambda: NOW) == 1
    assert len(cards(fake)) == 1


def test_many_are_sent_together_each_once(house, fake):
    made = [post(house, occasion=f"n-{number}") for number in range(150)]
    assert delivering.drain(house, clock=lambda: NOW) == 150
    assert {state(house, message) for message in made} == {"sent"}
    assert len(cards(fake)) == 150


def test_one_that_breaks_does_not_end_the_others(house, fake):
    bad = post(house, occasion="bad", template="none-of-ours")
    good = post(house, occasion="good")
    assert delivering.drain(house, clock=lambda: NOW) == 2
    assert (state(house, bad), state(house, good)) == ("waiting", "sent")
