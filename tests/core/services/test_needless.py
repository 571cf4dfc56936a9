"""What waited too long: of several reminders one goes, none to who is done, none of a date that is over."""

from datetime import timedelta

from sqlalchemy import select, update

from core.adapters.clock import real
from core.adapters.tables import deliveries, entries, identities, messages
from core.services import delivering, pausing, reaching, urged, urging
from tests.remembering import at


def rows(cast, reason="reminder"):
    with cast.house.db.read() as tx:
        return tx.rows(select(messages).where(messages.c.reason == reason).order_by(messages.c.id))


def why(cast):
    with cast.house.db.read() as tx:
        return [(row.channel, row.outcome) for row in tx.rows(select(deliveries))]


def lain(cast, minutes=5):
    """So long nobody took what waits."""
    with cast.house.db.write() as tx:
        tx.run(update(messages).values(due_at=real() - timedelta(minutes=minutes)))


def last_day(cast):
    cast.draft(cast.person("王"), "甲装置", sealed=True)
    cast.turn(at("06-28T08:00"))
    cast.turn(at("06-28T09:00"))


def claimed(cast, now):
    with cast.house.db.write() as tx:
        return delivering._claim(cast.house, tx, 9, now=now)


def follows(cast):
    with cast.house.db.write() as tx:
        tx.run(update(identities).values(follows=True, heard_at=at("06-28T10:00")))


def test_of_two_that_nobody_sent_the_newer_goes(cast):
    last_day(cast)
    lain(cast)
    cast.turn(at("06-28T19:00"))
    assert [row.state for row in rows(cast)][-2:] == ["dropped", "waiting"]
    assert why(cast) == [("none", "replaced")]


def test_while_sending_is_paused_the_newer_takes_the_place_of_the_older(cast):
    last_day(cast)
    with cast.house.db.write() as tx:
        pausing.pause(tx, by=None, now=at("06-28T09:01"))
    cast.turn(at("06-28T19:00"))
    assert [row.state for row in rows(cast)][-2:] == ["dropped", "waiting"]


def test_what_is_fresh_is_not_asked_about_again(cast):
    last_day(cast)
    assert not claimed(cast, at("06-28T09:00"))[-1].is_needless


def test_who_has_sent_in_meanwhile_hears_nothing(cast):
    last_day(cast)
    follows(cast)
    with cast.house.db.read() as tx:
        [entry] = [row.id for row in tx.rows(select(entries.c.id))]
    cast.put(entry, state="submitted")
    lain(cast)
    task = claimed(cast, at("06-28T11:00"))[-1]
    done = reaching.attempt(cast.house, task, now=at("06-28T11:00"))
    assert (done.state, [(one.channel, one.outcome) for one in done.tries], done.learnt) == (
        "dropped", [("none", "done")], [],
    )  # fmt: skip


def test_who_is_not_done_hears_late(cast):
    last_day(cast)
    lain(cast)
    assert [task.is_needless for task in claimed(cast, at("06-28T11:00"))][-1] is False


def test_an_urging_for_what_was_sent_in_meanwhile_is_dropped(cast):
    unit = cast.unit("甲工会")
    officer, worker, other = cast.officer("赵", unit), cast.person("王"), cast.person("李")
    entry = cast.draft(worker, "甲装置", unit=unit)
    cast.draft(other, "乙装置", unit=unit)
    follows(cast)
    with cast.house.db.write() as tx:
        urged.urge(cast.house, tx, urging.Asked(officer), now=at("06-28T12:00"))
    cast.put(entry, state="submitted")
    lain(cast)
    found = {
        task.person: task.is_needless for task in claimed(cast, at("06-28T12:10")) if task.reason == "urged"
    }
    assert found == {worker: True, other: False}


def test_after_the_deadline_nobody_hears_of_it_and_a_returned_entry_can_be_urged(cast):
    unit = cast.unit("甲工会")
    officer, wang = cast.officer("赵", unit), cast.person("王")
    back = cast.draft(wang, "戊", unit=unit, sealed=True)
    cast.put(back, state="returned", answer_by=at("07-03T00:00"))
    cast.turn(at("06-28T18:00"))
    before = len(rows(cast))
    cast.sleep()
    cast.turn(at("06-29T09:00"))
    assert len(rows(cast)) == before
    assert cast.slots("innovation", "missed")[-1][:2] == ("06-28 19:00", "missed")
    follows(cast)
    with cast.house.db.write() as tx:
        found = urged.urge(cast.house, tx, urging.Asked(officer), now=at("06-29T10:00"))
    assert found.count == 1


def test_who_was_meant_to_hear_today_and_did_not_is_due(cast):
    unit = cast.unit("甲工会")
    officer, worker = cast.officer("赵", unit), cast.person("王")
    cast.draft(worker, "甲装置", unit=unit)
    cast.turn(at("06-28T08:00"))
    cast.turn(at("06-28T09:00"))
    follows(cast)
    with cast.house.db.write() as tx:
        tx.run(update(messages).values(state="failed"))
        assert urging.due(cast.house, tx, urging.Asked(officer), now=at("06-28T12:00")).count == 1
