"""Senders killed at random moments: nothing lost, nothing twice."""

import multiprocessing
import os
import random
import signal
import time
from collections import Counter

import pytest
from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.tables import deliveries, identities, messages, persons
from core.services import delivering
from core.services import house as building
from tests import posting, running
from tests.posting import NOW

fake, house = posting.fake, posting.house


def people(house, fake, count, *, reason="received", is_chat=False):
    """People with a message each that waits; those of the chat have written just now."""
    store = fake.app.extensions["parts"].store
    now, body = real(), {"title": "夹具", "text": "略"}
    with house.db.write() as tx:
        for number in range(count):
            person, openid = ids.new(), f"o-{number}"
            store.run("INSERT INTO people (openid, name, following, since) VALUES (?, '', 1, 0)", openid)
            if is_chat:
                store.run("INSERT INTO openings VALUES (?, 'message', ?, 0)", openid, fake.hands.epoch())
            tx.run(insert(persons).values(id=person, name="", created_at=now))
            known = {"kind": "oa", "app_id": house.settings.oa_app_id, "subject": openid, "created_at": now}
            known |= {"follows": not is_chat, "heard_at": NOW if is_chat else None}
            tx.run(insert(identities).values(id=ids.new(), person=person, **known))
            row = {"reason": reason, "occasion": "x", "body": body, "state": "waiting", "attempt": 0}
            tx.run(insert(messages).values(id=ids.new(), person=person, due_at=now, at=now, **row))


def send(settings):
    house = building.build(settings)
    while delivering.drain(house, clock=lambda: NOW):
        pass


def killed(house, fake, kills, seed):
    """Runs senders and kills them; what the last one left is found when its lease ends, which we do not wait for."""
    chance, context = random.Random(seed), multiprocessing.get_context("fork")
    for number in range(kills + 1):
        house.db.engine.dispose()
        sender = context.Process(target=send, args=(house.settings,))
        with fake.still():  # what the one before has asked may be on its way still
            sender.start()
        if number < kills:
            time.sleep(chance.uniform(0.15, 0.6))
            os.kill(sender.pid, signal.SIGKILL)
        sender.join(running.PATIENCE)
        assert sender.exitcode is not None, "it sends for ever"
        with house.db.write() as tx:
            tx.run(update(messages).where(messages.c.state == "sending").values(due_at=real()))


def arrived(fake):
    return Counter(row["openid"] for row in fake.sent() if row["outcome"] == "sent")


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.nightly)])
def test_with_a_key_each_arrives_once(house, fake, kills):
    count = 60 * kills
    people(house, fake, count)
    killed(house, fake, kills, 20240628)
    assert arrived(fake) == Counter({f"o-{number}": 1 for number in range(count)})
    with house.db.read() as tx:
        assert {row.state for row in tx.rows(select(messages.c.state))} == {"sent"}


@pytest.mark.parametrize(("reason", "again"), [("received", 0), ("approved", 1)])
def test_without_a_key_what_was_in_flight_is_recorded_and_only_decisions_repeat(house, fake, reason, again):
    people(house, fake, 200, reason=reason, is_chat=True)
    killed(house, fake, 3, 20240627)
    found = arrived(fake)
    with house.db.read() as tx:
        rows = tx.rows(
            select(messages.c.id, messages.c.state, identities.c.subject).join_from(
                messages, identities, messages.c.person == identities.c.person
            )
        )
        doubted = Counter(
            row.message
            for row in tx.rows(select(deliveries.c.message).where(deliveries.c.outcome == "unknown"))
        )
    for row in rows:
        assert found[row.subject] <= 1 + again * doubted[row.id], "once more for each kill at most"
        assert row.state == "sent" or (row.state == "unknown" and row.id in doubted)
        assert found[row.subject] == 1 or row.id in doubted
    assert doubted.total() <= 3 * delivering.THREADS
