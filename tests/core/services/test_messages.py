"""Delivery against the fake platform: the right channel, nothing twice, nothing lost, and later what cannot be now."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.adapters import queue
from core.adapters.clock import START, real
from core.adapters.tables import deliveries, messages
from core.domain import phrases
from core.services import accounts
from core.services import house as building
from core.services import messages as service
from tests import fakes
from tests.fakes import WANG

REASONS = [code.removeprefix("message.phrase.") for code in phrases.codes("message.phrase.")]
NOW = START  # the hands of the fake platform stand there too
CUSTOM = "/cgi-bin/message/custom/send"
TEMPLATE = "/cgi-bin/message/template/send"
TEXT = "您的申报“夹具”（AH24-000001）已提交成功，等待单位工会确认。"


@pytest.fixture
def fake(settings, tmp_path):
    with fakes.serving(settings, tmp_path / "fake") as made:
        made.act(WANG, "follow")
        made.hands.house_now += 61  # the minute after following is over; only a message opens the chat
        yield made


@pytest.fixture
def house(settings, fake, valkey):
    queue.connect(valkey).flushdb()
    built = building.build(settings.model_copy(update={"wechat_api_base": fake.url}))
    with built.db.write() as tx:
        wang(built, tx)
    yield built
    built.db.close()


def wang(house, tx):
    return accounts.identify(tx, "oa", house.settings.oa_app_id, WANG, now=NOW)


def writes(house, fake, now=NOW):
    """王师傅 writes: house and platform both see it."""
    fake.act(WANG, "say", text="你好")
    with house.db.write() as tx:
        accounts.heard(tx, WANG, house.settings.oa_app_id, now=now)


def post(house, reason="received", occasion="once", title="夹具"):
    """A message row; gives its id."""
    with house.db.write() as tx:
        person = wang(house, tx)
        told = {
            "title": title,
            "number": "AH24-000001",
            "reasons": "略",
            "answer_by": "略",
            "until": "略",
            "url": "",
        }
        told |= {"text": "略"} if reason == "reply" else {}
        service.post(house, tx, person, reason, occasion, now=NOW, **told)
    with house.db.read() as tx:
        return tx.one(select(messages.c.id).where(messages.c.occasion == occasion)).id


def state(house, message):
    with house.db.read() as tx:
        return tx.one(select(messages.c.state).where(messages.c.id == message)).state


def tries(house, message):
    """(channel, outcome, errcode) of every attempt."""
    with house.db.read() as tx:
        query = select(deliveries).where(deliveries.c.message == message).order_by(deliveries.c.id)
        return [(row.channel, row.outcome, row.errcode) for row in tx.rows(query)]


def is_due(house, message):
    """As if the time to wait had passed."""
    with house.db.write() as tx:
        tx.run(update(messages).where(messages.c.id == message).values(due_at=real()))


def inject(fake, path, **fault):
    assert fake.client.post("/platform/faults", json={"path": path, **fault}).status_code == 201


def test_in_the_window_it_is_a_text_in_the_chat(house, fake):
    writes(house, fake)
    message = post(house)
    assert service.deliver(house, message, now=NOW) == "sent"
    assert fake.got(WANG) == [TEXT]
    assert tries(house, message) == [("custom", "sent", None)]


@pytest.mark.parametrize("again", [1, 3])
def test_delivering_it_again_sends_nothing(house, fake, again):
    writes(house, fake)
    message = post(house)
    service.deliver(house, message, now=NOW)
    assert [service.deliver(house, message, now=NOW) for _ in range(again)] == ["nothing"] * again
    assert (len(fake.sent()), len(tries(house, message))) == (1, 1)


def test_the_same_occasion_is_one_message(house, fake):
    assert post(house) == post(house)
    with house.db.read() as tx:
        assert len(list(tx.rows(select(messages.c.id)))) == 1


def test_outside_the_window_it_is_a_template_that_leads_on(house, fake):
    message = post(house)
    assert service.deliver(house, message, now=NOW) == "sent"
    card = fake.chat(WANG)[-1]
    assert (card["kind"], card["text"], card["url"]) == (
        "template",
        "申报进度通知",
        f"{house.settings.origin}/me",
    )
    assert [field["value"] for field in card["fields"]] == ["夹具", "已提交", "2024年5月13日 09:00"]
    assert tries(house, message) == [("template", "sent", None)]


def test_when_48_hours_have_passed_it_is_a_template(house, fake):
    writes(house, fake)
    later = NOW + timedelta(hours=48)
    fake.hands.house_now += 48 * 3600
    message = post(house)
    assert service.deliver(house, message, now=later) == "sent"
    assert tries(house, message) == [("template", "sent", None)]


def test_when_the_platform_knows_better_it_falls_to_the_template(house, fake):
    with house.db.write() as tx:  # the house believes the chat open, the platform does not
        wang(house, tx)
        accounts.heard(tx, WANG, house.settings.oa_app_id, now=NOW)
    message = post(house)
    assert service.deliver(house, message, now=NOW) == "sent"
    assert tries(house, message) == [("custom", "refused", 45015), ("template", "sent", None)]


@pytest.mark.parametrize("code", [45047, 45002, 48001])
def test_what_the_chat_will_never_take_goes_by_template(house, fake, code):
    writes(house, fake)
    inject(fake, CUSTOM, errcode=code)
    message = post(house)
    assert service.deliver(house, message, now=NOW) == "sent"
    assert tries(house, message) == [("custom", "refused", code), ("template", "sent", None)]


def test_an_interrupted_attempt_is_resumed_with_the_template_alone(house, fake):
    writes(house, fake)
    message = post(house)
    with house.db.write() as tx:  # its sender was killed after it had begun
        tx.run(update(messages).where(messages.c.id == message).values(state="sending", attempt=1))
    assert service.deliver(house, message, now=NOW) == "sent"
    assert tries(house, message) == [("template", "sent", None)]
    assert [row["path"] for row in fake.sent()] == [TEMPLATE]


def test_while_another_sends_nobody_does(house, fake):
    message = post(house)
    with house.db.write() as tx:
        leased = {"state": "sending", "attempt": 1, "due_at": real() + service.LEASE}
        tx.run(update(messages).where(messages.c.id == message).values(**leased))
    assert service.deliver(house, message, now=NOW) == "nothing"
    with house.db.read() as tx:
        assert service.due(tx) == []
    is_due(house, message)
    with house.db.read() as tx:
        assert service.due(tx) == [(message, 1)]


def test_a_template_whose_answer_was_lost_is_repeated_and_arrives_once(house, fake):
    inject(fake, TEMPLATE, http=502, done=True)
    message = post(house)
    assert service.deliver(house, message, now=NOW) == "waiting"
    is_due(house, message)
    assert service.deliver(house, message, now=NOW) == "sent"
    assert [row["outcome"] for row in fake.sent()] == ["sent", "repeat"]
    assert [item["kind"] for item in fake.chat(WANG)].count("template") == 1


def test_a_text_whose_answer_was_lost_is_unknown_and_not_repeated(house, fake):
    writes(house, fake)
    inject(fake, CUSTOM, http=502, done=True)
    message = post(house)
    assert service.deliver(house, message, now=NOW) == "unknown"
    is_due(house, message)
    assert service.deliver(house, message, now=NOW) == "nothing"
    assert (fake.got(WANG), tries(house, message)) == ([TEXT], [("custom", "unknown", None)])


def test_a_decision_whose_answer_was_lost_is_sent_once_more(house, fake):
    writes(house, fake)
    inject(fake, CUSTOM, http=502)
    message = post(house, "approved")
    assert service.deliver(house, message, now=NOW) == "sent"
    assert tries(house, message) == [("custom", "unknown", None), ("template", "sent", None)]


@pytest.mark.parametrize(
    "fault", [{"errcode": -1}, {"errcode": 45009}, {"errcode": 45011}, {"errcode": 40164}]
)
def test_what_passes_is_waited_for(house, fake, fault):
    writes(house, fake)
    inject(fake, CUSTOM, **fault)
    message = post(house)
    assert service.deliver(house, message, now=NOW) == "waiting"
    assert service.deliver(house, message, now=NOW) == "nothing"  # not yet
    is_due(house, message)
    assert service.deliver(house, message, now=NOW) == "sent"
    assert fake.got(WANG) == [TEXT]


def test_the_waits_grow_and_end(house, fake):
    inject(fake, TEMPLATE, errcode=-1, times=99)
    message, waits = post(house), []
    for _ in range(service.TRIES):
        is_due(house, message)
        begun = real()
        service.deliver(house, message, now=NOW)
        with house.db.read() as tx:
            due = tx.one(select(messages.c.due_at).where(messages.c.id == message)).due_at
        waits.append(round((due - begun).total_seconds(), -1))
    assert waits == sorted(waits) and 800 < waits[-1] <= 910
    assert (state(house, message), len(tries(house, message))) == ("failed", service.TRIES)


@pytest.mark.parametrize(
    ("fault", "ends"), [({"errcode": 43004}, 43004), ({"errcode": 40037}, 40037), ({"errcode": 47003}, 47003)]
)
def test_what_will_never_be_is_given_up(house, fake, fault, ends):
    inject(fake, TEMPLATE, **fault)
    message = post(house)
    assert service.deliver(house, message, now=NOW) == "failed"
    assert tries(house, message)[0][2] == ends
    is_due(house, message)
    assert service.deliver(house, message, now=NOW) == "nothing"


def test_who_no_longer_follows_is_not_reached_and_not_pestered(house, fake):
    writes(house, fake)
    fake.act(WANG, "unfollow")
    message = post(house)
    assert service.deliver(house, message, now=NOW) == "failed"
    assert [errcode for _, _, errcode in tries(house, message)] == [43004, 43004]


def test_a_person_without_the_account_is_recorded(house):
    with house.db.write() as tx:
        person = accounts.identify(tx, "mini", house.settings.mini_app_id, "m-1", now=NOW)
        service.post(house, tx, person, "received", "x", now=NOW, title="夹具", number="")
    with house.db.read() as tx:
        message = tx.one(select(messages.c.id)).id
    assert service.deliver(house, message, now=NOW) == "failed"
    assert tries(house, message) == [("none", "failed", None)]


def test_without_a_platform_nothing_is_lost(house, fake, settings):
    away = building.build(settings.model_copy(update={"wechat_api_base": "http://127.0.0.1:1"}))
    writes(house, fake)
    message = post(house)
    assert service.deliver(away, message, now=NOW) == "waiting"
    away.db.close()
    is_due(house, message)
    assert service.deliver(house, message, now=NOW) == "sent"
    assert fake.got(WANG) == [TEXT]


@pytest.mark.parametrize("title", ["长" * 60, "两\n行", " ", "可调式“钻孔”夹具 <b>"])
def test_any_title_fits_the_template(house, fake, title):
    message = post(house, title=title)
    assert service.deliver(house, message, now=NOW) == "sent"


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_fits_the_template(house, fake, reason):
    message = post(house, reason)
    assert service.deliver(house, message, now=NOW) == "sent"


def test_the_platforms_report_is_written_down(house, fake):
    message = post(house)
    service.deliver(house, message, now=NOW)
    number = str(fake.sent()[0]["msgid"])
    with house.db.write() as tx:
        service.reported(tx, number, "failed:user block")
    assert tries(house, message) == [("template", "lost:failed:user blo", None)]
    with house.db.write() as tx:
        service.reported(tx, number, "success")
        service.reported(tx, "", "failed")
    assert tries(house, message) == [("template", "arrived", None)]
