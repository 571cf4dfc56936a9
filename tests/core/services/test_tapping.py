"""No 允许 is lost: what a person tapped is counted once, whatever the platform and the database do meanwhile."""

import json
import sqlite3

import pytest
from sqlalchemy import select

from core.adapters.tables import taps
from core.domain.refusals import Refused
from core.services import inbox, privacy, subscriptions, tapping
from handlers import pushes
from server import wechat
from tests import posting
from tests.posting import MINI, NOW, inject
from tests.server.test_wechat_mini import signed

TITLE = "申报进度通知"
LIST = "/wxaapi/newtmpl/gettemplate"

fake, house, person = posting.fake, posting.house, posting.person


@pytest.fixture
def template(house):
    made = subscriptions.offers(house)[TITLE]
    house.platform.mini_templates.forget()  # a process that has just begun
    return made


def event(template, said="accept", name="subscribe_msg_popup_event"):
    return {
        "Event": name,
        "FromUserName": MINI,
        "List": {"TemplateId": template, "SubscribeStatusString": said},
    }


def mini(client, house, fields):
    body = {"ToUserName": "gh_2", "MsgType": "event", "CreateTime": 1715000000, **fields}
    return client.post("/wechat/mini", query_string=signed(house), data=json.dumps(body))


def left(house, person):
    with house.db.read() as tx:
        return subscriptions.left(tx, [person]).get(person, {}).get(TITLE, 0)


def waiting(house):
    with house.db.read() as tx:
        return len(tx.rows(select(taps))), tapping.due(tx)


@pytest.mark.parametrize("fault", [{"http": 502}, {"errcode": -1}, {"errcode": 40001}, {"http": 200}])
def test_while_the_list_cannot_be_had_the_tap_waits_and_counts_once(house, fake, person, template, fault):
    inject(fake, LIST, times=20, **fault)
    pushes.take(house, "k1", event(template), now=NOW)
    pushes.take(house, "k1", event(template), now=NOW)  # told again
    assert (tapping.work_off(house), waiting(house), left(house, person)) == (0, (1, [()]), 0)
    assert fake.app.extensions["parts"].faults.remove(1)
    pushes.take(house, "k1", event(template), now=NOW)
    assert (tapping.work_off(house), tapping.work_off(house)) == (1, 0)
    assert (waiting(house), left(house, person)) == ((0, []), 1)


def test_the_callback_asks_nobody(house, fake, person, template, monkeypatch):
    monkeypatch.setattr(house.platform.mini_templates, "all", lambda: pytest.fail("asked in the callback"))
    pushes.take(house, "k1", event(template), now=NOW)
    assert waiting(house)[0] == 1


def test_a_tap_that_waited_and_the_phones_word_of_it_are_one(house, person, template):
    pushes.take(house, "k1", event(template), now=NOW)
    with house.db.write() as tx:
        subscriptions.report(house, tx, person, {template: "accept"})
    assert (tapping.work_off(house), left(house, person)) == (1, 1)


def test_what_was_taken_back_later_is_not_counted_before_it(house, person, template):
    pushes.take(house, "k1", event(template), now=NOW)
    subscriptions.offers(house)  # read meanwhile by somebody else
    pushes.take(house, "k2", event(template, "reject", "subscribe_msg_change_event"), now=NOW)
    assert (waiting(house)[0], tapping.work_off(house), left(house, person)) == (2, 2, 0)


def test_a_template_added_since_is_read_anew_and_a_foreign_one_is_let_go(house, person, template):
    granted = dict(house.platform.mini_templates.all())
    house.platform.mini_templates._found = {title: row for title, row in granted.items() if title != TITLE}
    pushes.take(house, "k1", event(template), now=NOW)
    pushes.take(house, "k2", event("foreign"), now=NOW)
    assert (tapping.work_off(house), waiting(house), left(house, person)) == (2, (0, []), 1)


def test_two_jobs_at_once_count_it_once(house, person, template, monkeypatch):
    pushes.take(house, "k1", event(template), now=NOW)
    read = tapping._read_titles
    inner = []

    def read_and_another_comes(house, wanted):
        read(house, wanted)
        if not inner:
            inner.append(1)
            inner.append(tapping.work_off(house))

    monkeypatch.setattr(tapping, "_read_titles", read_and_another_comes)
    assert (tapping.work_off(house), inner, left(house, person)) == (0, [1, 1], 1)


def test_the_phone_hears_that_it_may_tell_again(house, fake, person, template):
    inject(fake, LIST, http=502)
    with house.db.write() as tx, pytest.raises(Refused, match=r"server\.busy"):
        subscriptions.report(house, tx, person, {template: "accept"})


def test_a_locked_database_keeps_the_tap(house, client, person, template):
    path = house.settings.database_url.removeprefix("sqlite:///")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    answered = mini(client, house, event(template))
    holder.execute("ROLLBACK")
    holder.close()
    assert (answered.status_code, answered.data, len(inbox.waiting(house))) == (200, b"success", 1)
    assert inbox.WITHIN < 1  # of the five seconds that the platform waits
    with client.application.app_context():
        assert wechat.work_off(house) == 1
    tapping.work_off(house)
    assert (inbox.waiting(house), left(house, person)) == ([], 1)


def test_an_erase_takes_what_waits(house, person, template):
    pushes.take(house, "k1", event(template), now=NOW)
    with house.db.write() as tx:
        privacy.erase(house, tx, person, now=NOW)
    assert waiting(house) == (0, [])
