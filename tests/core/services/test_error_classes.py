"""Every class of the platform's errors, through the fake platform: what becomes of this message, of the next one to the
same person, of one to somebody else, and who is told (developers.weixin.qq.com, return codes)."""

from datetime import timedelta

import pytest

from core.adapters import queue, wechat_account, wechat_faults
from core.adapters.clock import real
from core.services import accounts, channels, delivering, messages
from tests import posting
from tests.fakes import SUN, WANG
from tests.posting import CUSTOM, NOW, TEMPLATE, due_at, is_due, post, state, tries, troubles, writes
from tests.running import PATIENCE

TOKENS = "/cgi-bin/stable_token"
GONE = (40003, 43004, 43019, 46004, 48002, 50005)  # of the person, whatever is sent
CODES = wechat_faults.CLASSES
SPECIAL = (45009, 48001)  # have tests of their own
MINUTE = timedelta(minutes=1)


platform, house = posting.fake, posting.house


@pytest.fixture
def fake(platform):
    platform.act(SUN, "follow")
    return platform


@pytest.fixture
def sun(house):
    with house.db.write() as tx:
        made = accounts.identify(tx, "oa", house.settings.oa_app_id, SUN, now=NOW)
        accounts.follows(tx, SUN, house.settings.oa_app_id, follows=True)
    return made


def breaks(fake, path, *, times=None, openid=None, **fault):
    fake.app.extensions["parts"].faults.add({"path": path, **fault}, times=times, openid=openid)


def drained(house):
    delivering.drain(house, clock=lambda: NOW)


def calls(fake, path, openid=None):
    return sum(called == path and (openid is None or openid in body) for called, body in fake.calls)


def shut(house):
    with house.db.read() as tx:
        return {key: row.state for key, row in channels.shut(tx).items()}


@pytest.mark.parametrize("code", CODES[wechat_faults.USER])
def test_a_person_who_cannot_be_reached_stops_alone(house, fake, sun, code):
    breaks(fake, TEMPLATE, errcode=code, openid=WANG)
    first, other = post(house, occasion="one"), post(house, occasion="other", person=sun)
    drained(house)
    assert (state(house, first), state(house, other)) == ("failed", "sent")
    assert (tries(house, first), troubles(house), shut(house)) == ([("template", "refused", code)], [], {})
    second = post(house, occasion="two")
    drained(house)
    assert state(house, second) == "failed"
    assert calls(fake, TEMPLATE, WANG) == (1 if code in GONE else 2)


@pytest.mark.parametrize("code", GONE)
def test_who_comes_back_is_told_again(house, fake, code):
    breaks(fake, TEMPLATE, errcode=code, times=1)
    post(house, occasion="one")
    drained(house)
    with house.db.write() as tx:
        accounts.tapped(tx, WANG, house.settings.oa_app_id, now=NOW - timedelta(hours=1))
    second = post(house, occasion="two")
    drained(house)
    assert state(house, second) == "sent"


@pytest.mark.parametrize("is_early", [False, True])
def test_one_who_blocked_the_account_is_reported_and_left_alone(house, fake, is_early):
    """The platform takes the message and reports `failed:user block` later, or before we wrote down that it was taken."""
    first = post(house, occasion="one")
    if is_early:
        real_write = delivering.outcomes.write

        def write(house, done, *, now):
            with house.db.write() as tx:
                messages.reported(tx, done[0].tries[0].platform_id, "failed:user block")
            real_write(house, done, now=now)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(delivering.outcomes, "write", write)
            delivering.deliver(house, first, now=NOW)
    else:
        drained(house)
        with house.db.write() as tx:
            messages.reported(tx, str(fake.sent()[0]["msgid"]), "failed:user block")
    drained(house)
    second = post(house, occasion="two")
    drained(house)
    assert (state(house, first), state(house, second)) == ("failed", "failed")
    assert (calls(fake, TEMPLATE), tries(house, second)) == (1, [("none", "failed", None)])


@pytest.mark.parametrize("code", CODES[wechat_faults.MESSAGE])
def test_a_message_that_is_wrong_stops_alone_and_somebody_is_told(house, fake, code):
    breaks(fake, TEMPLATE, errcode=code, times=1)
    first = post(house, occasion="one")
    drained(house)
    second = post(house, "rejected", occasion="two")
    drained(house)
    assert (state(house, first), state(house, second)) == ("failed", "sent")
    assert (tries(house, first), shut(house)) == ([("template", "refused", code)], {})
    assert troubles(house) == [(f"message.refused:template:received:{code}", 1)]
    drained(house)
    assert calls(fake, TEMPLATE) == 2  # nobody tries it again


def test_a_constant_that_was_not_approved_is_refused_by_the_platform_itself(house, fake):
    words = {"项目名称": "夹具", "当前状态": "随便写的", "截止时间": "2024年6月28日 23:59"}
    with pytest.raises(wechat_faults.PlatformError) as caught:
        house.platform.send_template(WANG, "申报截止提醒", words, url="", once="m")
    assert (caught.value.kind, caught.value.errcode) == (wechat_faults.MESSAGE, 47003)


@pytest.mark.parametrize("code", CODES[wechat_faults.WINDOW])
def test_a_window_that_closed_switches_the_channel(house, fake, code):
    writes(house, fake)
    breaks(fake, CUSTOM, errcode=code, times=1)
    message = post(house, "reply")
    drained(house)
    assert tries(house, message) == [("custom", "refused", code), ("template", "sent", None)]
    assert (troubles(house), shut(house)) == ([], {})


@pytest.mark.parametrize("code", [one for one in CODES[wechat_faults.SLOW] if one not in SPECIAL])
def test_too_fast_rests_the_channel_for_everybody_a_minute(house, fake, sun, code):
    breaks(fake, TEMPLATE, errcode=code, times=1)
    first, began = post(house, occasion="one"), real()
    assert delivering.deliver(house, first, now=NOW) == "waiting"
    is_shut_by, other = real(), post(house, occasion="other", person=sun)
    drained(house)
    assert (calls(fake, TEMPLATE), shut(house), troubles(house)) == (1, {"template": "slow"}, [])
    assert began + MINUTE <= due_at(house, other) <= is_shut_by + 1.1 * MINUTE
    for one in (first, other):
        is_due(house, one)
    drained(house)
    assert [state(house, one) for one in (first, other)] == ["sent", "sent"]


def test_the_days_quota_parks_the_channel_for_everybody_until_the_next_day(house, fake, sun, monkeypatch):
    breaks(fake, TEMPLATE, errcode=45009, times=1)
    first = post(house, occasion="one")
    assert delivering.deliver(house, first, now=NOW) == "waiting"
    other = post(house, occasion="other", person=sun)
    drained(house)
    assert (calls(fake, TEMPLATE), shut(house)) == (1, {"template": "parked"})
    assert troubles(house) == [("sending.parked:template", 1)]
    with house.db.read() as tx:
        until = channels.shut(tx)["template"].until + timedelta(hours=8)
    assert (until.hour, until.minute // 6) == (0, 0)
    for one in (first, other):
        is_due(house, one)
    drained(house)
    assert [state(house, one) for one in (first, other)] == ["sent", "sent"]


@pytest.mark.parametrize("code", [one for one in CODES[wechat_faults.ALERT] if one not in SPECIAL] + [99999])
def test_an_account_that_is_set_up_wrongly_calls_for_a_person_and_loses_nothing(house, fake, code):
    breaks(fake, TEMPLATE, errcode=code, times=1)
    message = post(house)
    drained(house)
    assert (state(house, message), tries(house, message)) == ("waiting", [("template", "error:alert", code)])
    assert troubles(house) == [(f"account.refused:template:{code}", 1)]
    is_due(house, message)
    drained(house)
    assert state(house, message) == "sent"


def test_a_permission_that_is_missing_takes_the_next_channel_for_everybody(house, fake):
    writes(house, fake)
    breaks(fake, TEMPLATE, errcode=48001, times=1)
    made = [post(house, occasion=f"n-{number}") for number in range(3)]
    for one in made:
        assert delivering.deliver(house, one, now=NOW) == "sent"
    assert (calls(fake, TEMPLATE), calls(fake, CUSTOM), shut(house)) == (1, 3, {"template": "absent"})
    assert troubles(house) == [("sending.absent:template", 1)]


def test_a_busy_platform_is_asked_again_a_little_apart_by_each(house, fake):
    breaks(fake, TEMPLATE, errcode=-1, times=40)
    made = [post(house, occasion=f"n-{number}") for number in range(40)]
    drained(house)
    with house.db.read() as tx:
        rows = tx.rows(posting.select(posting.messages.c.due_at, posting.messages.c.state))
    assert {row.state for row in rows} == {"waiting"}
    ends = sorted((row.due_at - real() - posting.LATER).total_seconds() for row in rows)
    assert ends[-1] < 5 * 1.16 and len({round(one, 3) for one in ends}) > 20  # not in step
    for one in made:
        is_due(house, one)
    drained(house)
    assert ({state(house, one) for one in made}, len(fake.sent())) == ({"sent"}, 80)


@pytest.mark.parametrize("code", CODES[wechat_faults.TOKEN])
def test_a_token_is_refreshed_once_for_all_that_are_sent_at_the_time(
    house, fake, settings, valkey, code, monkeypatch
):
    monkeypatch.setattr(wechat_account, "_LOCK_SECONDS", int(PATIENCE))  # on a machine that stands still
    house.platform.templates.all()
    before = calls(fake, TOKENS)
    made = [post(house, occasion=f"n-{number}") for number in range(30)]
    if code == 42001:
        fake.hands.real_now += 7201  # all of them find it expired
    elif code == 40001:  # none that the platform knows
        queue.connect(valkey).set(f"wechat:{settings.oa_app_id}:token", "stale")
        house.platform.account.tokens._held = ("", 0.0)
    else:
        breaks(fake, TEMPLATE, errcode=code, times=1)
        before += 1  # the platform still gives the one it refuses: a forced one follows, once
    drained(house)
    assert {state(house, one) for one in made} == {"sent"}
    assert calls(fake, TOKENS) - before == 1
    assert (troubles(house), shut(house)) == ([], {})
    assert [item["kind"] for item in fake.chat(WANG)].count("template") == 30
