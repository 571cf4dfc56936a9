"""What lay waiting and need not go any more: dropped with a reason, without a call and without an alert."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from core.adapters.clock import real
from core.adapters.tables import deliveries, messages
from core.domain.refusals import Refused
from core.services import delivering, pausing, urged, urging
from tests import posting
from tests.posting import inject, tries, troubles
from tests.remembering import Cast, at

fake, house = posting.fake, posting.house
MORNING, EVENING = at("06-28T09:00"), at("06-28T19:00")


@pytest.fixture
def cast(house):
    """王师傅 has a draft, and the last day of the window has begun."""
    made = Cast(house, now=at("06-28T08:00"))
    with house.db.write() as tx:
        made.wang = posting.wang(house, tx)
    made.names[made.wang] = "王"
    made.turn()
    made.entry = made.draft(made.wang, "甲装置", sealed=True)
    return made


def waited(house, minutes=5, **values):
    """As if all messages had lain there for so long."""
    with house.db.write() as tx:
        old = real() - timedelta(minutes=minutes)
        tx.run(
            update(messages).where(messages.c.state.in_(("waiting", "sending"))).values(due_at=old, **values)
        )


def pause(house, *, is_on=True, now=MORNING):
    with house.db.write() as tx:
        (pausing.pause if is_on else pausing.resume)(tx, by=None, now=now)


def rows(cast):
    with cast.house.db.read() as tx:
        found = tx.rows(select(messages).order_by(messages.c.id))
    hours = [f"{row.at.astimezone(cast.now.tzinfo):%H}" for row in found]
    return [(hour, row.state, tries(cast.house, row.id)) for hour, row in zip(hours, found, strict=True)]


def drain(cast):
    return delivering.drain(cast.house, clock=lambda: cast.now)


SENT, REPLACED, DONE = [("template", "sent", None)], [("none", "replaced", None)], [("none", "done", None)]


# two of a track ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["waiting", "sending"])
def test_of_two_reminders_that_no_sender_took_the_newer_one_goes(cast, fake, state):
    cast.turn(MORNING)
    waited(cast.house, state=state)  # or a sender had it in hand and died before it called
    cast.turn(EVENING)
    drain(cast)
    assert rows(cast) == [("09", "dropped", REPLACED), ("19", "sent", SENT)]
    assert (len(fake.sent()), troubles(cast.house)) == (1, [])


def test_of_two_reminders_of_a_pause_the_newer_one_goes_however_short_it_was(cast, fake):
    pause(cast.house)
    cast.turn(MORNING)
    cast.turn(EVENING)
    pause(cast.house, is_on=False)
    drain(cast)
    assert rows(cast) == [("09", "dropped", REPLACED), ("19", "sent", SENT)]
    assert len(fake.sent()) == 1


def test_one_that_the_platform_did_not_take_is_not_sent_beside_the_next(cast, fake):
    inject(fake, posting.TEMPLATE, errcode=-1)
    cast.turn(MORNING)
    drain(cast)
    waited(cast.house, minutes=0)
    cast.turn(EVENING)
    drain(cast)
    assert rows(cast) == [
        ("09", "dropped", [("template", "error:retry", -1), *REPLACED]),
        ("19", "sent", SENT),
    ]


def test_a_jump_of_the_clock_sends_every_instant(cast, fake):
    cast.turn(EVENING)
    drain(cast)
    assert rows(cast) == [("09", "sent", SENT), ("19", "sent", SENT)]


def test_one_alone_goes_after_a_pause(cast, fake):
    pause(cast.house)
    cast.turn(MORNING)
    waited(cast.house)
    pause(cast.house, is_on=False)
    drain(cast)
    assert rows(cast) == [("09", "sent", SENT)]


# nothing left to do -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("minutes", "attempt"), [(5, 0), (0, 1)])
def test_who_has_submitted_while_a_reminder_waited_hears_nothing(cast, fake, minutes, attempt):
    cast.turn(MORNING)
    waited(cast.house, minutes=minutes, attempt=attempt)
    cast.put(cast.entry, state="submitted")
    drain(cast)
    assert rows(cast) == [("09", "dropped", DONE)]
    assert (fake.sent(), troubles(cast.house)) == ([], [])


def test_a_doubt_about_one_that_need_not_go_is_kept(cast, fake):
    cast.turn(MORNING)
    waited(cast.house, minutes=20, attempt=1)
    with cast.house.db.write() as tx:
        [row] = tx.rows(select(messages))
        told = {"message": row.id, "attempt": 1, "channel": "template", "outcome": "error:unseen"}
        began = real() - timedelta(minutes=20)
        tx.run(insert(deliveries).values(id="d", at=MORNING, began_at=began, **told))
    cast.put(cast.entry, state="submitted")
    drain(cast)
    assert [state for _, state, _ in rows(cast)] == ["dropped"]
    assert tries(cast.house, row.id) == [("template", "error:unseen", None), ("none", "unknown", None)]
    assert fake.sent() == []


@pytest.fixture
def asked(cast):
    """An officer's unit, in which 王师傅's draft is, and a 催办 of it."""
    unit = cast.unit("淮河医院工会")
    cast.put(cast.entry, unit=unit)
    officer = cast.officer("李", unit)

    def ask(now):
        with cast.house.db.write() as tx:
            return urged.urge(cast.house, tx, urging.Asked(officer), now=now)

    return ask


@pytest.mark.parametrize(("state", "told"), [("submitted", ("dropped", DONE)), ("returned", ("sent", SENT))])
def test_an_urging_that_waited_is_asked_about_again(cast, asked, fake, state, told):
    asked(at("06-28T08:30"))
    waited(cast.house)
    cast.put(cast.entry, state=state)
    drain(cast)
    [(_, *got)] = rows(cast)
    assert (tuple(got), len(fake.sent())) == (told, 1 if state == "returned" else 0)


# after the end ----------------------------------------------------------------------------------------------------
def test_of_a_window_that_is_over_nothing_is_said_of_what_was_returned(cast):
    cast.put(cast.entry, state="returned", answer_by=at("07-03T00:00"))
    cast.sleep()
    cast.turn(at("06-29T09:00"))
    assert cast.told() == []
    assert cast.slots("innovation", "fired")[-1] == ("06-28 19:00", "fired", "late", 0)


def test_what_was_returned_is_urged_with_a_date_of_its_own(cast, asked):
    cast.put(cast.entry, state="returned", answer_by=at("07-03T00:00"))
    asked(at("06-29T09:00"))
    with cast.house.db.read() as tx:
        says = tx.value(select(messages.c.body).where(messages.c.reason == "urged"))["says"]
    assert (
        says
        == "淮河医院工会提醒您：您的申报“甲装置”退回后还没改好重交，请在 7月2日 前交。回复“继续”，我带您改。"
    )


@pytest.mark.parametrize(
    ("state", "is_heard"), [("failed", False), ("dropped", False), ("waiting", True), ("sent", True)]
)
def test_a_reminder_that_never_left_does_not_spare_an_urging(cast, asked, state, is_heard):
    cast.turn(MORNING)
    with cast.house.db.write() as tx:
        tx.run(update(messages).values(state=state))
    if is_heard:
        with pytest.raises(Refused) as refused:
            asked(at("06-28T10:00"))
        assert refused.value.code == "urge.today"
    else:
        assert asked(at("06-28T10:00")).count == 1
    with cast.house.db.read() as tx:
        assert urging.heard_today(tx, [cast.wang], now=at("06-28T18:00")) == {cast.wang}


# the switch -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("channel", "count"), [("template", 40), ("custom", 5)]
)  # the chat takes five in a row
def test_after_the_switch_nothing_leaves_but_what_is_on_its_way(house, fake, channel, count):
    if channel == "custom":
        posting.writes(house, fake)
        posting.unfollows(house)
    for number in range(count):
        posting.post(house, occasion=f"n-{number}")
    account, begun, lock = house.platform.account, [], threading.Lock()
    call, is_paused = account.call, threading.Event()

    def paused_by_the_first(path, body=None):
        with lock:
            is_first = "/message/" in path and not begun
            begun.extend([path] if "/message/" in path else [])
            if is_first:
                pause(house)
                is_paused.set()
        return call(path, body)

    account.call = paused_by_the_first
    delivering.drain(house, clock=lambda: posting.NOW)
    assert is_paused.is_set()
    sent = len(begun)
    assert 1 <= sent <= delivering.THREADS
    with house.db.read() as tx:
        states = [row.state for row in tx.rows(select(messages.c.state))]
        outcomes = {row.outcome for row in tx.rows(select(deliveries.c.outcome))}
    assert (states.count("sent"), states.count("waiting")) == (sent, count - sent)
    assert outcomes <= {"sent", "held"}
    account.call = call
    pause(house, is_on=False)
    delivering.drain(house, clock=lambda: posting.NOW)
    assert len(fake.sent()) == count


def test_a_call_that_waits_for_its_slot_is_held_too(house, fake, monkeypatch):
    message = posting.post(house)
    monkeypatch.setattr(house.platform._pace, "wait", lambda *_, **__: pause(house))
    assert delivering.deliver(house, message, now=posting.NOW) == "waiting"
    assert (fake.sent(), tries(house, message)) == ([], [])
