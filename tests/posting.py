"""Messages as tests post them to 王师傅, and what became of each."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import select, update

from core.adapters import queue
from core.adapters.clock import START, real
from core.adapters.tables import alerts, channels, deliveries, messages
from core.services import accounts, outcomes
from core.services import house as building
from core.services import messages as service
from tests import fakes
from tests.fakes import WANG

NOW = START  # the hands of the fake platform stand there too
CUSTOM = "/cgi-bin/message/custom/send"
TEMPLATE = "/cgi-bin/message/template/send"
SUBSCRIPTION = "/cgi-bin/message/subscribe/send"
MINI = "m-sandbox-wang"
LATER = timedelta(hours=1)


# A test module takes these as its own: `fake, house = posting.fake, posting.house`.
@pytest.fixture
def fake(settings, tmp_path):
    """The fake platform, which 王师傅 follows; the minute after following is over."""
    with fakes.serving(settings, tmp_path / "fake") as made:
        made.act(WANG, "follow")
        made.hands.house_now += 61
        yield made


@pytest.fixture
def house(settings, fake, valkey):
    """A house that sends to it, and knows that 王师傅 follows. What failed is tried again LATER than it would be: the five
    seconds of the first time may be over before the next line of a test, on a machine that stands still."""
    queue.connect(valkey).flushdb()
    built = building.build(
        settings.model_copy(update={"wechat_api_base": fake.url, "wecom_api_base": fake.url})
    )
    with built.db.write() as tx:
        wang(built, tx)
        accounts.follows(tx, WANG, settings.oa_app_id, follows=True)
    later = outcomes.later
    with patch.object(outcomes, "later", lambda failures: later(failures) + LATER):
        yield built
    built.db.close()


@pytest.fixture
def person(house):
    """One who uses the mini-program and does not follow the account."""
    with house.db.write() as tx:
        return accounts.identify(tx, "mini", house.settings.mini_app_id, MINI, now=NOW)


def wang(house, tx):
    return accounts.identify(tx, "oa", house.settings.oa_app_id, WANG, now=NOW)


def writes(house, fake, now=NOW):
    """王师傅 writes: house and platform both see it."""
    fake.act(WANG, "say", text="你好")
    with house.db.write() as tx:
        accounts.heard(tx, WANG, house.settings.oa_app_id, now=now)


def unfollows(house):
    """The house alone knows: what the account's template cannot do, others may."""
    with house.db.write() as tx:
        accounts.follows(tx, WANG, house.settings.oa_app_id, follows=False)


def post(house, reason="received", occasion="once", title="夹具", person=None, **more):
    """A message row; gives its id."""
    with house.db.write() as tx:
        told = {
            "title": title,
            "number": "AH24-000001",
            "reasons": "略",
            "answer_by": "6月20日",
            "until": "略",
            "url": "",
        }
        told |= {"text": "您的照片合格"} if reason == "reply" else {}
        service.post(house, tx, person or wang(house, tx), reason, occasion, now=NOW, **told | more)
    with house.db.read() as tx:
        return tx.one(select(messages.c.id).where(messages.c.occasion == occasion)).id


def called(house, message):
    """As a sender leaves it that was killed in the middle of its call."""
    house.platform._pace.wait("test", act=message.replace("-", ""))


def remembers(house, hours=3):
    """As a Valkey that has run for so long; its memory is only believed from where it surely begins."""
    house.platform.remember()
    redis = house.platform._pace._redis
    history, began = redis.get("pace:memory").decode().split()
    redis.set("pace:memory", f"{history} {float(began) - 3600 * hours:.6f}")


def state(house, message):
    with house.db.read() as tx:
        return tx.one(select(messages.c.state).where(messages.c.id == message)).state


def tries(house, message):
    """(channel, outcome, errcode) of every attempt."""
    with house.db.read() as tx:
        query = (
            select(deliveries)
            .where(deliveries.c.message == message)
            .order_by(deliveries.c.attempt, deliveries.c.began_at)
        )
        return [(row.channel, row.outcome, row.errcode) for row in tx.rows(query)]


def is_due(house, message, *, reopened=True):
    """As if the time to wait had passed, for the message and for channels that were shut."""
    with house.db.write() as tx:
        tx.run(update(messages).where(messages.c.id == message).values(due_at=real()))
        if reopened:
            tx.run(channels.delete())


def due_at(house, message):
    """When the message is tried again."""
    with house.db.read() as tx:
        return tx.value(select(messages.c.due_at).where(messages.c.id == message))


def waits(house, message):
    """Seconds until the message is tried again."""
    return (due_at(house, message) - real()).total_seconds()


def troubles(house):
    """(code, times) of the alerts."""
    with house.db.read() as tx:
        return [(row.key, row.times) for row in tx.rows(select(alerts).order_by(alerts.c.key))]


def inject(fake, path, **fault):
    assert fake.client.post("/platform/faults", json={"path": path, **fault}).status_code == 201
