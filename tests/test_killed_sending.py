"""A whole house whose workers, tick and Valkey are killed while messages go out: what docs/operators.md promises."""

import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from core import settings as environment
from core.adapters import ids
from core.adapters.clock import real
from core.adapters.tables import deliveries, identities, messages, persons
from core.services import delivering
from core.services import house as building
from server import launch
from tests.running import Copy, parent, until

EVERYDAY = (600, 5)  # messages, kills
NIGHTLY = (int(os.environ.get("KILLED_MESSAGES", "5000")), int(os.environ.get("KILLED_KILLS", "50")))
CHATTERS = 5  # one person of so many can be written to in the chat only, which has no key
SECONDS = 1200.0  # of patience with a busy machine
SECOND = timedelta(seconds=1)


class Sending:
    """A running house, a person a message, and what the platform saw of each."""

    def __init__(self, copy, count, seed):
        self.copy, self.count, self.chance = copy, count, random.Random(seed)
        ports = {"port": copy.port, "sandbox_port": copy.sandbox_port}
        self.house = building.build(environment.load(sandbox=True, data_dir=copy.data_dir, **ports))
        self.fake = sqlite3.connect(f"{copy.data_dir}/sandbox.db", timeout=300, isolation_level=None)
        self.kills = Counter()

    def close(self):
        self.fake.close()
        self.house.db.close()

    def fill(self):
        """All messages in one transaction: the senders begin when it is committed."""
        now = self.house.clock.now()
        known = [self._person(number, now) for number in range(self.count)]
        self.fake.execute("BEGIN IMMEDIATE")
        following = "INSERT INTO people (openid, name, following, since) VALUES (?, '', 1, 0)"
        self.fake.executemany(following, [(one["openid"],) for one in known])
        opened = [(one["openid"], now.timestamp()) for one in known if one["is_chat"]]
        self.fake.executemany("INSERT INTO openings VALUES (?, 'message', ?, 0)", opened)
        self.fake.execute("COMMIT")
        with self.house.db.write() as tx:
            for first in range(0, self.count, 500):
                some = known[first : first + 500]
                tx.run(insert(persons).values([one["person"] for one in some]))
                tx.run(insert(identities).values([one["identity"] for one in some]))
                tx.run(insert(messages).values([one["message"] for one in some]))

    def _person(self, number, now):
        person, openid, is_chat = ids.new(), f"o-{number}", number % CHATTERS == 0
        reason = "approved" if number % (2 * CHATTERS) == 0 else "received"  # a decision and a mere word
        identity = {"kind": "oa", "app_id": self.house.settings.oa_app_id, "subject": openid}
        identity |= {"follows": not is_chat, "heard_at": now if is_chat else None}
        told = {"title": "夹具", "number": "AH24-000001", "text": "略"}
        message = {"reason": reason, "occasion": "x", "body": told, "state": "waiting", "attempt": 0}
        return {
            "openid": openid,
            "is_chat": is_chat,
            "person": {"id": person, "name": "", "created_at": now},
            "identity": {"id": ids.new(), "person": person, "created_at": now, **identity},
            "message": {"id": ids.new(), "person": person, "due_at": real(), "at": now, **message},
        }

    def arrived(self):
        """How often each person got something, by the platform's own record."""
        query = "SELECT openid, count(*) FROM sent WHERE outcome = 'sent' AND openid GLOB 'o-[0-9]*' GROUP BY openid"
        return Counter(dict(self.fake.execute(query).fetchall()))

    def states(self):
        with self.house.db.read() as tx:
            return Counter(row.state for row in tx.rows(select(messages.c.state)))

    def is_done(self):
        return not {"waiting", "sending"} & set(self.states())

    def doubted(self):
        """The persons whose message has an attempt of unknown effect."""
        query = (
            select(identities.c.subject)
            .join_from(deliveries, messages, deliveries.c.message == messages.c.id)
            .join(identities, identities.c.person == messages.c.person)
            .where(deliveries.c.outcome == "unknown")
        )
        with self.house.db.read() as tx:
            return Counter(row.subject for row in tx.rows(query))

    def horses(self):
        """The forked processes that send at this moment."""
        workers = set(self.copy.started("--app wsgi worker"))
        return [pid for pid in self.copy.pids("--app wsgi worker") if pid not in workers]

    def kill(self, turn, ways):
        """Workers, tick and Valkey in turn; of workers `one`, `both`, or the `horses`: what they forked to send. Gives also
        when nobody had come back for them yet, also where this machine stood still in the middle."""
        kind = ("worker", "tick", "valkey-server")[turn % 3]
        found = self.copy.pids(kind)
        if kind == "worker":
            kind = self.chance.choice(ways)
            workers = self.copy.started("--app wsgi worker")
            found = {"one": workers[:1], "both": workers, "horses": self.horses()}[kind]
        began = real()
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
                self.kills[kind] += 1
            except ProcessLookupError:  # it had just ended
                continue
        ended = real()
        return kind, ended if ended - began < launch.SOON * SECOND else began, found

    def killed(self, kills, ways):
        """Kills when so and so many have arrived, a moment more or less: one at random in each part of the sending."""
        for turn in range(kills):
            most = int((turn + self.chance.random()) / (kills + 0.5) * self.count)
            until(lambda: self.arrived().total() >= most or self.is_done(), seconds=SECONDS, every=0.05)  # noqa: B023
            time.sleep(self.chance.uniform(0, 0.2))
            yield self.kill(turn, ways)

    def end_leases(self, when, dead):
        """Both workers were killed: what they had taken by then is due now, the minute of its lease is not waited for.
        A lease taken since is left: the launcher brings nobody back at once."""
        until(lambda: not set(dead) & set(self.copy.processes()) and not self._orphans(), seconds=SECONDS)
        old = messages.c.due_at <= when + delivering.LEASE
        with self.house.db.write(wait=30.0) as tx:
            tx.run(update(messages).where(messages.c.state == "sending", old).values(due_at=real()))

    def _orphans(self):
        """Forked senders whose worker is gone; the kernel ends them with it."""
        known = {self.copy.process.pid, *self.copy.started("--app wsgi worker")}
        return [pid for pid in self.horses() if parent(pid) not in known]


def check(sending):
    """The promise, whole: every message, every person, every doubt."""
    found, doubted = sending.arrived(), sending.doubted()
    keyed = {f"o-{number}" for number in range(sending.count) if number % CHATTERS}
    chat = {f"o-{number}" for number in range(0, sending.count, CHATTERS)}
    decisions = {f"o-{number}" for number in range(0, sending.count, 2 * CHATTERS)}
    assert {one: found[one] for one in keyed} == dict.fromkeys(keyed, 1), "with a key each arrives once"
    assert {one for one in chat if found[one] != 1} <= set(doubted), "whatever is not once is recorded"
    assert {one for one in decisions if not found[one]} == set(), "no decision is lost"
    assert {one for one in chat if found[one] > 1} <= decisions, "only decisions are repeated"
    assert {one: found[one] for one in decisions if found[one] > 1 + doubted[one]} == {}, (
        "once more for a kill"
    )
    workers = sum(sending.kills[kind] for kind in ("one", "both", "horses"))
    assert doubted.total() <= workers * delivering.THREADS, "at most what was in flight at the kills"
    assert set(doubted) <= chat
    assert set(sending.states()) <= {"sent", "unknown"}
    assert sending.states()["unknown"] <= len(doubted)


@pytest.fixture
def copy():
    running = Copy().start()
    yield running
    running.stop()
    running.remove()


def test_killed_in_the_middle_of_sending_nothing_is_lost_and_nothing_with_a_key_is_twice(copy):
    count, kills = EVERYDAY
    with closing(Sending(copy, count, 20240627)) as sending:
        sending.fill()
        for kind, when, dead in sending.killed(kills, ("both",)):
            if kind == "both":
                sending.end_leases(when, dead)
        until(sending.is_done, seconds=SECONDS, what="all sent")
        check(sending)


@pytest.mark.nightly
def test_killed_many_times_and_found_again_by_its_lease_alone(copy):
    """As an operator sees it: nobody helps, what a dead sender had taken waits for its minute."""
    count, kills = NIGHTLY
    began = time.monotonic()
    with closing(Sending(copy, count, 20240628)) as sending:
        sending.fill()
        for _ in sending.killed(kills, ("one", "both", "horses")):
            pass
        until(sending.is_done, seconds=SECONDS, every=1.0, what="all sent")
        said = {"seconds": round(time.monotonic() - began), "kills": dict(sending.kills), **sending.states()}
        said |= {
            "unknown persons": len(sending.doubted()),
            "times arrived": Counter(sending.arrived().values()),
        }
        sys.stderr.write(f"\n{count} messages: {said}\n")
        check(sending)
