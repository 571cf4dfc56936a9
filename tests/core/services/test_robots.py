"""Group robots: a burst is one message, cut at bytes, a key that was revoked stops the robot and its officers hear."""

from datetime import timedelta

import pytest
import structlog
from rq.timeouts import JobTimeoutException
from sqlalchemy import select, update

from core.adapters import queue
from core.adapters import wecom as caller
from core.adapters.clock import real
from core.adapters.tables import digests, messages, robots
from core.domain import clockwork, notices
from core.domain.refusals import Refused
from core.services import accounts, pausing, units
from core.services import house as building
from core.services import robots as service
from sandbox import wecom
from tests import posting
from tests.posting import NOW, troubles

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
ADDRESS = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


fake, house = posting.fake, posting.house


@pytest.fixture
def unit(house):
    with house.db.write() as tx:
        made = units.add(tx, "淮河医院工会", parent=None, kind="unit", now=NOW)
        accounts.grant(tx, posting.wang(house, tx), "officer", unit=made, campaign=None, by=None, now=NOW)
        return made


@pytest.fixture
def robot(house, unit):
    with house.db.write() as tx:
        return service.add(house, tx, unit, "工会群", ADDRESS, by=posting.wang(house, tx), now=NOW)


def says(house, unit, *texts):
    for number, text in enumerate(texts):
        with house.db.write() as tx:
            service.post(house, tx, unit, f"o-{number}", text, now=NOW)


def group(fake):
    return [row["text"] for row in wecom.group(fake.app.extensions["parts"], KEY)]


def states(house):
    with house.db.read() as tx:
        return [row.state for row in tx.rows(select(digests.c.state).order_by(digests.c.id))]


def test_a_burst_is_one_message_and_the_same_occasion_comes_once(house, fake, unit, robot):
    says(house, unit, "已提交 3 项", "草稿 4 项")
    says(house, unit, "已提交 3 项")
    assert (service.speak(house, robot, now=NOW), service.speak(house, robot, now=NOW)) == ("sent", "nothing")
    assert group(fake) == ["已提交 3 项\n\n草稿 4 项"]


def test_what_is_too_long_is_cut_and_the_rest_waits(house, fake, unit, robot):
    says(house, unit, "长" * 1000, "草稿 4 项")
    assert [service.speak(house, robot, now=NOW) for _ in range(2)] == ["sent", "sent"]
    assert group(fake) == ["长" * 681 + "…", "草稿 4 项"]


def test_the_key_lies_sealed_and_is_shown_to_nobody(house, unit, robot):
    with house.db.read() as tx:
        row = tx.one(select(robots))
        assert KEY not in repr(tuple(row)) and house.vault.open(row.sealed) == KEY
        assert KEY not in repr([tuple(one) for one in service.of(tx, unit)])


def test_a_revoked_key_stops_the_robot_and_the_officer_hears(house, fake, unit, robot):
    wecom.revoke(fake.app.extensions["parts"], KEY)
    says(house, unit, "一", "二")
    assert service.speak(house, robot, now=NOW) == "failed"
    assert (states(house), troubles(house)) == (["failed", "failed"], [(f"robot.revoked:{robot}", 1)])
    with house.db.read() as tx:
        (told,) = tx.rows(select(messages))
        assert (told.reason, "工会群" in told.body["text"]) == ("robot_revoked", True)
        notice = notices.of(told.reason, told.body)
        assert (
            notices.order(notice)[0] == notices.TEMPLATE
        )  # nobody wrote just now, so it is no answer in a chat
        assert notices.fill(notice, told.body, NOW)["单位名称"] == "淮河医院工会"
        assert service.due(tx) == []


def test_a_sender_that_died_is_not_repeated(house, fake, unit, robot):
    says(house, unit, "一")
    with house.db.write() as tx:
        tx.run(update(digests).values(state="sending", due_at=real()))
    assert service.speak(house, robot, now=NOW) == "nothing"
    assert (states(house), group(fake)) == (["unknown"], [])


@pytest.mark.parametrize(
    ("fault", "ends"),
    [
        ({"errcode": 45009}, "waiting"),
        ({"errcode": -1}, "waiting"),
        ({"http": 502}, "waiting"),
        ({"http": 200}, "unknown"),
        ({"errcode": 40058}, "failed"),
    ],
)
def test_what_an_answer_means(house, fake, unit, robot, fault, ends):
    posting.inject(fake, "/cgi-bin/webhook/send", **fault)
    says(house, unit, "一")
    assert (service.speak(house, robot, now=NOW), states(house)) == (ends, [ends])


def put(house, unit, occasion, text, *, now=NOW, **about):
    with house.db.write() as tx:
        service.post(house, tx, unit, occasion, text, now=now, **about)


def kept(house):
    with house.db.read() as tx:
        return [(row.text, row.state, row.why) for row in tx.rows(select(digests).order_by(digests.c.at))]


def passed(house):
    """Whatever was held is due now."""
    with house.db.write() as tx:
        tx.run(update(digests).values(due_at=real()))


def test_a_digest_older_than_what_it_says_is_recorded_as_missed(house, fake, unit, robot):
    put(house, unit, "slot:1", "还有 3 天", ends=timedelta(seconds=-1))
    put(house, unit, "slot:2", "还有 1 天", now=NOW + timedelta(days=2))
    assert (service.speak(house, robot, now=NOW), group(fake)) == ("sent", ["还有 1 天"])
    assert kept(house) == [("还有 3 天", "missed", "over"), ("还有 1 天", "sent", "")]


def test_of_a_kind_only_the_newest_is_said(house, fake, unit, robot):
    put(house, unit, "slot:1", "成果还有 3 天", kind="2024:innovation")
    put(house, unit, "slot:2", "路演还有 5 天", now=NOW + timedelta(hours=1), kind="2024:roadshow")
    put(house, unit, "slot:3", "成果还有 1 天", now=NOW + timedelta(hours=2), kind="2024:innovation")
    assert (service.speak(house, robot, now=NOW), service.speak(house, robot, now=NOW)) == ("sent", "nothing")
    (said,) = group(fake)
    assert sorted(said.split("\n\n")) == ["成果还有 1 天", "路演还有 5 天"]
    assert kept(house)[0] == ("成果还有 3 天", "missed", "replaced")


def test_what_waited_for_another_try_is_not_said_after_a_newer_one(house, fake, unit, robot):
    posting.inject(fake, "/cgi-bin/webhook/send", errcode=-1)
    put(house, unit, "slot:1", "还有 3 天", kind="2024:innovation")
    assert service.speak(house, robot, now=NOW) == "waiting"
    put(house, unit, "slot:2", "还有 1 天", now=NOW + timedelta(days=2), kind="2024:innovation")
    assert service.speak(house, robot, now=NOW) == "sent"
    passed(house)
    assert (service.speak(house, robot, now=NOW), group(fake)) == ("nothing", ["还有 1 天"])
    assert kept(house)[0] == ("还有 3 天", "missed", "replaced")


def test_quiet_hours_hold_it_until_the_morning(house, fake, unit, robot):
    night = clockwork.in_china(NOW).replace(hour=23, minute=0)
    put(house, unit, "slot:1", "还有 3 天", now=night, quiet="21:00-08:00")
    assert (service.speak(house, robot, now=night), group(fake)) == ("nothing", [])
    with house.db.read() as tx:
        row = tx.one(select(digests))
    assert (row.state, row.attempt) == ("waiting", 0)
    assert timedelta(hours=8) < row.due_at - real() <= timedelta(hours=9)
    passed(house)
    assert (service.speak(house, robot, now=night + timedelta(hours=9)), group(fake)) == (
        "sent",
        ["还有 3 天"],
    )


def test_after_days_of_pause_a_group_reads_nothing_that_is_over(house, fake, unit, robot):
    with house.db.write() as tx:
        pausing.pause(tx, by=None, now=NOW)
    put(house, unit, "slot:1", "还有 3 天", kind="k")
    put(house, unit, "slot:2", "还有 1 天", now=NOW + timedelta(days=2), kind="k")
    with house.db.write() as tx:
        tx.run(update(digests).values(ends_at=real() - timedelta(days=2)))
        pausing.resume(tx, by=None, now=NOW + timedelta(days=5))
    assert (service.speak(house, robot, now=NOW + timedelta(days=5)), group(fake)) == ("nothing", [])
    assert {row[1:] for row in kept(house)} == {("missed", "over")}


def test_a_turn_that_is_far_off_is_waited_for_without_a_claim(house, fake, unit, robot):
    """20 a minute: with many digests a sender would wait longer than its lease, and look dead."""
    with house.db.read() as tx:
        mark = tx.value(select(robots.c.mark))
    pace = service._pace(house)
    for _ in range(40):
        pace.slot(f"robot:{mark[:16]}")
    says(house, unit, "一")
    assert (service.speak(house, robot, now=NOW), states(house)) == ("waiting", ["waiting"])
    with house.db.read() as tx:
        row = tx.one(select(digests))
    assert row.attempt == 0 and timedelta(seconds=60) < row.due_at - real() < timedelta(minutes=10)
    assert pace.slot(f"robot:{mark[:16]}") < 400  # who waits takes no turn
    queue.connect(house.settings.redis_url).flushdb()
    with house.db.write() as tx:
        tx.run(update(digests).values(due_at=real()))
    assert (service.speak(house, robot, now=NOW), group(fake)) == ("sent", ["一"])


def test_a_fault_of_ours_is_no_doubt(house, fake, unit, robot, monkeypatch):
    says(house, unit, "一")

    def broken(_):
        raise ValueError("a key that cannot be opened")

    monkeypatch.setattr(house.vault, "open", broken)
    with structlog.testing.capture_logs():
        assert (service.speak(house, robot, now=NOW), states(house)) == ("waiting", ["waiting"])


def test_a_job_whose_time_is_over_in_the_middle_of_an_answer_is_doubt(house, fake, unit, robot, monkeypatch):
    says(house, unit, "一")
    post = caller.requests.post

    def dripped(*args, **options):
        post(*args, **options)
        raise JobTimeoutException

    monkeypatch.setattr(caller.requests, "post", dripped)
    with structlog.testing.capture_logs():
        assert (service.speak(house, robot, now=NOW), states(house)) == ("unknown", ["unknown"])
    assert group(fake) == ["一"]


def test_without_the_shared_count_it_waits_unclaimed(house, fake, unit, robot, settings):
    says(house, unit, "一")
    alone = building.build(house.settings.model_copy(update={"redis_url": "unix:///nowhere/v.sock?db=0"}))
    assert (service.speak(alone, robot, now=NOW), states(house), group(fake)) == ("waiting", ["waiting"], [])
    alone.db.close()


def test_a_pause_holds_it_back(house, fake, unit, robot):
    says(house, unit, "一")
    with house.db.write() as tx:
        pausing.pause(tx, by=None, now=NOW)
    assert (service.speak(house, robot, now=NOW), group(fake)) == ("nothing", [])


@pytest.mark.parametrize("address", ["", "https://example.com/", "key", "a b c d e f g h i j k l m"])
def test_what_is_no_address(house, unit, address):
    with house.db.write() as tx, pytest.raises(Refused, match="robot.invalid"):
        service.add(house, tx, unit, "群", address, by=None, now=NOW)


def test_only_an_officer_of_the_unit_binds_and_only_once(house, unit, robot):
    with house.db.write() as tx:
        with pytest.raises(Refused, match="robot.taken"):
            service.add(house, tx, unit, "群", KEY, by=None, now=NOW)
        stranger = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-other", now=NOW)
        with pytest.raises(Refused, match="entry.forbidden"):
            service.add(house, tx, unit, "群", KEY, by=stranger, now=NOW)
        with pytest.raises(Refused, match="entry.forbidden"):
            service.remove(tx, robot, by=stranger, now=NOW)


def test_what_does_not_fit_waits_when_the_sender_of_the_rest_dies(house, unit, robot):
    says(house, unit, "甲" * 600, "乙" * 600, "丙" * 10)
    with house.db.write() as tx:
        service._claim(tx, robot)  # and the sender dies here
    with house.db.write() as tx:
        tx.run(update(digests).values(due_at=real()))
    service.speak(house, robot, now=NOW)
    with house.db.read() as tx:
        rows = tx.rows(select(digests.c.text, digests.c.state).order_by(digests.c.id))
    assert [(row.text[0], row.state) for row in rows] == [("甲", "unknown"), ("乙", "sent"), ("丙", "sent")]
