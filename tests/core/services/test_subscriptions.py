"""The ledger of accepts: one tap counts once whoever tells it, one accept is one message."""

import pytest

from core.domain.refusals import Refused
from core.services import accounts, delivering, subscriptions
from handlers import pushes
from sandbox import subscriptions as given
from tests import posting
from tests.fakes import WANG
from tests.posting import MINI, NOW, SUBSCRIPTION, inject, post, state, tries

TITLE = "申报进度通知"


fake, house, person = posting.fake, posting.house, posting.person


def template(house):
    return subscriptions.offers(house)[TITLE]


def left(house, person):
    with house.db.read() as tx:
        return subscriptions.left(tx, [person]).get(person, {}).get(TITLE, 0)


def accepts(house, fake, person, *, times=1):
    """The person taps 允许; the platform and the phone agree, the house hears of it from the phone."""
    for _ in range(times):
        answer = fake.client.post(f"/phone/{WANG}/subscribe", json={template(house): "accept"})
        assert answer.status_code == 200
        with house.db.write() as tx:
            subscriptions.report(house, tx, person, {template(house): "accept"})


def popup(house, said="accept", key="k1", event="subscribe_msg_popup_event", as_list=False):
    row = {"TemplateId": template(house), "SubscribeStatusString": said, "PopupScene": "0"}
    fields = {"Event": event, "FromUserName": MINI, "List": [row] if as_list else row}
    pushes.take(house, key, fields, now=NOW)


def test_what_is_offered_are_the_templates_we_fill(house, person):
    with house.db.read() as tx:
        told = subscriptions.offered(house, tx, person)
    assert {row["title"]: (row["template"], row["left"]) for row in told} == {
        row["title"]: (row["priTmplId"], 0) for row in given.granted().values()
    }


@pytest.mark.parametrize("as_list", [False, True])
def test_a_tap_told_by_the_phone_and_by_the_platform_counts_once(house, fake, person, as_list):
    accepts(house, fake, person)
    popup(house, as_list=as_list)
    popup(house, as_list=as_list)  # the platform tells it again
    assert left(house, person) == 1
    popup(house, key="k2")  # another tap, of which the phone has not told yet
    assert left(house, person) == 2
    with house.db.write() as tx:
        subscriptions.report(house, tx, person, {template(house): "acceptWithAlert"})
    assert left(house, person) == 2


def test_what_is_refused_or_foreign_counts_nothing(house, person):
    popup(house, "reject")
    with house.db.write() as tx:
        subscriptions.report(house, tx, person, {template(house): "ban"})
        with pytest.raises(Refused, match="request.invalid"):
            subscriptions.report(house, tx, person, {"foreign": "accept"})
    assert left(house, person) == 0


def test_one_accept_is_one_message(house, fake, person):
    accepts(house, fake, person)
    first, second = post(house, person=person), post(house, occasion="two", person=person)
    assert [delivering.deliver(house, message, now=NOW) for message in (first, second)] == ["sent", "failed"]
    assert tries(house, first) == [("subscription", "sent", None)]
    assert left(house, person) == 0
    card = fake.chat(WANG)[-1]
    assert (card["text"], card["page"]) == (TITLE, "pages/messages/messages")
    assert [field["value"] for field in card["fields"]] == ["夹具", "已提交", "2024年5月13日 09:00"]


def test_when_the_platform_knows_of_none_the_ledger_is_emptied(house, fake, person):
    accepts(house, fake, person, times=3)
    inject(fake, SUBSCRIPTION, errcode=43101)
    message = post(house, person=person)
    assert delivering.deliver(house, message, now=NOW) == "failed"
    assert (left(house, person), tries(house, message)) == (0, [("subscription", "refused", 43101)])


def test_an_answer_that_was_lost_is_spent_and_unknown(house, fake, person):
    accepts(house, fake, person, times=2)
    inject(fake, SUBSCRIPTION, http=200, done=True)
    message = post(house, person=person)
    assert delivering.deliver(house, message, now=NOW) == "unknown"
    assert (left(house, person), state(house, message)) == (1, "unknown")


def test_taken_back_in_the_settings(house, fake, person):
    accepts(house, fake, person)
    popup(house, "reject", event="subscribe_msg_change_event")
    assert left(house, person) == 0


def test_two_persons_who_are_one_have_one_ledger(house, fake, person):
    accepts(house, fake, person, times=2)
    with house.db.write() as tx:
        keep = posting.wang(house, tx)
        accounts.merge(tx, keep=keep, gone=person, now=NOW)
    assert (left(house, keep), left(house, person)) == (2, 0)
