"""A token that the platform refuses for ever: forced refreshes are few, sending rests for minutes and not for the day."""

from datetime import timedelta

import pytest

from core.adapters import queue, wechat
from core.adapters.clock import real
from core.services import channels, delivering
from tests import posting
from tests.fakes import WANG
from tests.posting import NOW, TEMPLATE, inject, is_due, post, tries, troubles, waits

TOKENS = "/cgi-bin/stable_token"


fake, house = posting.fake, posting.house


def forced(fake):
    return sum("force_refresh" in body for path, body in fake.calls if path == TOKENS)


def refusal(platform):
    with pytest.raises(wechat.PlatformError) as caught:
        platform.send_text(WANG, "一")
    return caught.value.kind, caught.value.errcode, caught.value.is_of_credential


def test_all_workers_together_force_once_in_ten_minutes(house, fake, settings, valkey):
    inject(fake, posting.CUSTOM, errcode=40001, times=999)
    for _ in range(3):  # three workers, each many times
        worker = wechat.Platform(house.settings)
        for _ in range(5):
            fake.hands.real_now += 31  # the platform would allow it
            assert refusal(worker) == (wechat.ALERT, 40001, True)
    assert forced(fake) == 1
    assert 500 < queue.connect(valkey).ttl(f"wechat:{settings.oa_app_id}:forced") <= 600
    queue.connect(valkey).delete(f"wechat:{settings.oa_app_id}:forced")  # ten minutes later
    assert refusal(worker) == (wechat.ALERT, 40001, True)
    assert forced(fake) == 2


@pytest.mark.parametrize("code", [45009, 45011, 40125, 40164])
def test_what_the_token_is_refused_with_is_no_quota_of_messages(house, fake, code):
    inject(fake, TEMPLATE, errcode=40001, times=99)
    first, second = post(house), post(house, occasion="two")
    inject(fake, TOKENS, errcode=code, times=99)
    assert [delivering.deliver(house, one, now=NOW) for one in (first, second)] == ["waiting", "waiting"]
    assert (tries(house, first), tries(house, second)) == ([("template", "error:alert", code)], [])
    assert troubles(house) == [(f"account.token:{code}", 1)]
    with house.db.read() as tx:
        [(key, row)] = channels.shut(tx).items()
    assert (key, row.state) == ("template", "token")
    assert timedelta(minutes=1) < row.until - real() < timedelta(minutes=6)
    assert 60 < waits(house, second) < 360


def test_a_token_that_stays_refused_rests_all_messages_for_minutes(house, fake):
    inject(fake, TEMPLATE, errcode=40001, times=2)
    made = [post(house, occasion=f"n-{number}") for number in range(40)]
    assert delivering.deliver(house, made[0], now=NOW) == "waiting"
    delivering.drain(house, clock=lambda: NOW)
    assert (len(fake.sent()), forced(fake)) == (2, 1)
    assert troubles(house) == [("account.refused:template:40001", 1)]
    for one in made:
        is_due(house, one)
    assert delivering.drain(house, clock=lambda: NOW) == 40
    assert {row["outcome"] for row in fake.sent()[2:]} == {"sent"}


def test_a_forced_refresh_that_nobody_answered_may_be_tried_again_after_a_minute(
    house, fake, settings, valkey
):
    inject(fake, posting.CUSTOM, errcode=40001, times=99)
    fake_token = wechat.Platform(house.settings).account.tokens.current()
    assert fake_token
    inject(fake, TOKENS, http=502, times=1)
    with pytest.raises(wechat.PlatformError) as caught:
        wechat.Platform(house.settings).send_text(WANG, "一")
    assert (caught.value.kind, caught.value.unseen) == (wechat.RETRY, False)
    assert forced(fake) == 0
    assert refusal(wechat.Platform(house.settings)) == (wechat.ALERT, 40001, True)
    assert forced(fake) == 1
