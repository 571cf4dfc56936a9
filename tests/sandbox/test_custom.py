"""Customer-service messages: who gets them, how many, for how long (house time)."""

import pytest

from tests.fakes import SUN, WANG

SEND = "/cgi-bin/message/custom/send"
HOUR = 3600


def text(content="收到", to=WANG):
    return {"touser": to, "msgtype": "text", "text": {"content": content}}


def test_five_within_48_hours_after_a_message(api, hands):
    api.act(WANG, "follow")
    hands.house_now += 61  # the window of following is over
    assert api.code(SEND, text()) == 45015
    api.act(WANG, "say", text="你好")
    hands.house_now += 48 * HOUR - 1
    assert [api.code(SEND, text()) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    api.act(WANG, "say", text="还在")
    assert api.code(SEND, text()) == 0
    hands.house_now += 48 * HOUR
    assert api.code(SEND, text()) == 45015


@pytest.mark.parametrize("opener", ["follow", "scan", "tap"])
def test_three_within_a_minute_after_follow_scan_and_click(api, hands, opener):
    api.code("/cgi-bin/menu/create", {"button": [{"type": "click", "name": "进度", "key": "progress"}]})
    if opener != "follow":
        api.act(WANG, "follow")
        hands.house_now += 61
    told = {"follow": {}, "scan": {"scene": "poster"}, "tap": {"key": "progress"}}[opener]
    api.act(WANG, opener, **told)
    hands.house_now += 59
    assert [api.code(SEND, text()) for _ in range(4)] == [0, 0, 0, 45047]
    hands.house_now += 1
    assert api.code(SEND, text()) == 45015


def test_windows_turn_with_the_house_clock_not_with_the_real_one(api, hands):
    api.act(WANG, "follow")
    hands.real_now += 90 * 86400
    api.tokens.clear()
    assert api.code(SEND, text()) == 0


def test_a_refused_message_takes_nothing_from_the_quota(api, hands):
    api.act(WANG, "follow")
    hands.house_now += 61
    api.act(WANG, "say", text="你好")
    for _ in range(6):
        assert api.code(SEND, text("长" * 683)) == 45002  # 2049 bytes
    assert [api.code(SEND, text("长" * 682)) for _ in range(5)] == [0] * 5


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (text(to="o-nobody"), 40003),
        ({"touser": ["x"]}, 40003),
        (text(to=SUN), 43004),
        (text(""), 44004),
        ({"touser": WANG, "msgtype": "dance", "dance": {}}, 40008),
        ({"touser": WANG, "msgtype": "text", "text": "plain"}, 47001),
        ({"touser": WANG, "msgtype": "image", "image": {"media_id": "x"}}, 40007),
        ({"touser": WANG, "msgtype": "news", "news": {"articles": []}}, 45008),
        ({"touser": WANG, "msgtype": "news", "news": {"articles": [{"title": "一", "url": 5}]}}, 47003),
        ({"touser": WANG, "msgtype": "miniprogrampage", "miniprogrampage": {"appid": "other"}}, 40166),
    ],
)
def test_what_the_platform_refuses(api, body, code):
    api.act(WANG, "follow")
    before = api.chat(WANG)
    assert api.code(SEND, body) == code
    assert api.chat(WANG) == before


def test_who_unfollows_can_no_longer_be_written_to(api):
    api.act(WANG, "follow")
    api.act(WANG, "unfollow")
    assert api.code(SEND, text()) == 43004


def test_the_record_tells_what_was_sent_and_what_refused(api):
    api.act(WANG, "follow")
    api.post(SEND, text("一"))
    api.post(SEND, text("二", to=SUN))
    rows = [(r["openid"], r["outcome"], r["errcode"], r["body"]["text"]["content"]) for r in api.sent()]
    assert rows == [(WANG, "sent", 0, "一"), (SUN, "refused", 43004, "二")]
    first = api.sent()[0]["id"]
    assert [r["id"] for r in api.client.get(f"/platform/sent?after={first}").json["items"]] == [first + 1]
    assert [r["openid"] for r in api.client.get(f"/platform/sent?openid={SUN}").json["items"]] == [SUN]
