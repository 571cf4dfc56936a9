"""The running house: a batch of decisions is told while its web process and its workers are killed at random instants."""

import os
import random
import threading
import time
from collections import Counter

import pytest
from sqlalchemy import func, select, update

from core.adapters.clock import START
from core.adapters.tables import certificates, entries, log, messages, releases, reviews, verdicts
from core.services import verdicts as pending
from tests import playing, running
from tests.core.services import deciding
from tests.running import until

COUNT = 60  # three transactions of the job
BATCHES = int(os.environ.get("KILLED_BATCHES", "5"))  # of the nightly test
VICTIMS = ("gunicorn", "--app wsgi worker")
AFTER = {"approve": "approved", "return": "returned", "reject": "rejected"}
WHY = {"approve": {}, "return": {"goal": "请写数字"}, "reject": {"general": "不属于职工成果"}}
SECONDS = 300.0  # of patience with a busy machine and with the lease of who died


copy, house = running.copy, running.house


@pytest.fixture(scope="module")
def people(house):
    return deciding.people(house, house.clock.now())


def written_down(house, people, run):
    """`{entry: act}` of as many decisions as a batch has, none of them told; three of five approve."""
    found, now = {}, house.clock.now()
    for number in range(COUNT):
        title = f"第{run}批病区移动护理车静音脚轮的第{number}次改进"
        by = "worker" if number % 2 else "other"
        entry = deciding.confirmed(house, people, now, title=title, by=by)
        act = ("approve", "return", "approve", "reject", "approve")[number % 5]
        told = {"by": people["auditor"], "now": now, "seen": deciding.load(house, entry).row.version}
        deciding.done(house, pending.record, entry, act, WHY[act], **told)
        found[entry] = act
    return found


def press(console, copy):
    """The auditor's button, until the house has said that the batch has begun: whoever is not answered looks again."""

    def pressed():
        try:
            page = console.open("/console/verdicts")
            if f"公布这 {COUNT} 项" not in page:
                return True
            console.press(f"公布这 {COUNT} 项", total=str(COUNT))
        except (OSError, AssertionError):
            return False
        return True

    until(pressed, seconds=SECONDS, what="the batch to be taken")


def rounds(copy, house, console, chance, *, kills, is_patient):
    """One release with its kills; gives how many processes fell. Unless it is patient, the lease of the dead ends at once."""
    fallen, pressing = Counter(), threading.Thread(target=press, args=(console, copy))
    pressing.start()
    for number in range(kills):
        victim = VICTIMS[number % 2] if number < 2 else chance.choice(VICTIMS)
        if (
            victim != "gunicorn" and number == 1
        ):  # in the middle, if the machine lets it: some are told and some are not
            until(
                lambda: 0 < left(house) < COUNT or not going(house),
                seconds=SECONDS,
                every=0.01,
                what="a piece",
            )
        time.sleep(chance.uniform(0.0, 0.1 if number == 1 else 1.5))
        fallen[victim] += len(copy.send(victim))
        if not is_patient and victim != "gunicorn":
            with house.db.write() as tx:
                tx.run(update(releases).where(releases.c.state == "going").values(lease_until=START))
    pressing.join()
    until(lambda: going(house) == 0, seconds=SECONDS, what="the batch to be told")
    until(copy.answers, what="the web process back")
    return fallen


def left(house):
    with house.db.read() as tx:
        return tx.value(select(func.count()).select_from(verdicts))


def going(house):
    with house.db.read() as tx:
        open_ = tx.value(select(func.count()).select_from(releases).where(releases.c.state != "done"))
    return open_ + left(house)


def per_entry(house, column, *where):
    with house.db.read() as tx:
        rows = tx.rows(select(column.label("entry"), func.count().label("n")).where(*where).group_by(column))
        return {row.entry: row.n for row in rows}


def assert_whole(house, decided, run):
    """Each moved once, by the act that was written down; each told once; the count as it was confirmed."""
    here = list(decided)
    states = {row.id: row.state for row in deciding.rows(house, entries, entries.c.id.in_(here))}
    assert states == {entry: AFTER[act] for entry, act in decided.items()}
    once = dict.fromkeys(decided, 1)
    assert per_entry(house, reviews.c.entry, reviews.c.entry.in_(here), reviews.c.role == "auditor") == once
    said = deciding.rows(house, messages, messages.c.reason.in_(AFTER.values()))
    assert Counter(entry for row in said if (entry := row.occasion.partition(":")[0]) in decided) == once
    moved = log.c.act.in_([f"entry.{act}" for act in AFTER])
    assert per_entry(house, log.c.entry, log.c.entry.in_(here), moved) == once
    approved = {entry: 1 for entry, act in decided.items() if act == "approve"}
    assert per_entry(house, certificates.c.entry, certificates.c.entry.in_(here)) == approved
    batches = deciding.rows(house, releases)
    assert [row.state for row in batches] == ["done"] * run
    assert batches[-1].counts == dict(Counter(decided.values()))
    assert len(deciding.rows(house, log, log.c.act == "verdict.release")) == run


def test_a_batch_whose_processes_are_killed_is_told_whole_and_once(copy, house, people):
    decided = written_down(house, people, 1)
    console = playing.Console(copy, "zhao", "wuxiao-demo")
    fallen = rounds(copy, house, console, random.Random(20240628), kills=2, is_patient=False)
    assert set(fallen) == set(VICTIMS) and all(fallen.values())
    assert_whole(house, decided, 1)


@pytest.mark.nightly
def test_batches_killed_at_random(copy, house, people):
    """The lease of who died is waited for, as in life."""
    chance, console = random.Random(20240627), playing.Console(copy, "zhao", "wuxiao-demo")
    done = len(deciding.rows(house, releases))
    for run in range(done + 1, done + 1 + BATCHES):
        decided = written_down(house, people, run)
        rounds(copy, house, console, chance, kills=3, is_patient=True)
        assert_whole(house, decided, run)
