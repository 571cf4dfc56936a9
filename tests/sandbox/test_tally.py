"""What was sent, by day and channel; the groups that robots write to."""

import json

from tests.fakes import WANG

CUSTOM = "/cgi-bin/message/custom/send"
KEY = "11111111-2222-3333-4444-55555555ab12"


def speak(api, text, key=KEY):
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
    return api.client.post(f"/cgi-bin/webhook/send?key={key}", data=body).json["errcode"]


def test_messages_are_counted_by_the_houses_day_and_by_channel(api, hands):
    api.act(WANG, "follow")
    said = {"touser": WANG, "msgtype": "text", "text": {"content": "一"}}
    assert [api.code(CUSTOM, said) for _ in range(4)] == [0, 0, 0, 45047]
    today, last = api.client.get("/platform/tally").json["items"][0]["day"], 4
    assert api.client.get("/platform/tally").json["last"] == last
    hands.house_now += 86400
    assert (api.code(CUSTOM, said), speak(api, "进度")) == (45015, 0)
    rows = api.client.get("/platform/tally").json["items"]
    none = {"template": 0, "subscription": 0, "custom": 0, "group": 0, "refused": 0}
    assert rows[0] == {**none, "day": today, "custom": 3, "refused": 1}
    assert rows[1] == {**none, "day": rows[1]["day"], "group": 1, "refused": 1} and rows[1]["day"] > today
    later = api.client.get(f"/platform/tally?after={last}&since=2099").json["items"]
    assert later == [{**none, "day": rows[1]["day"], "refused": 1}]


def test_a_group_shows_what_its_robot_said_and_can_throw_it_out(api):
    assert (speak(api, "一"), speak(api, "二"), speak(api, "甲", "other-key-7777")) == (0, 0, 0)
    first, second = api.client.get("/platform/groups").json["items"]
    assert (first["name"], second["name"]) == ("工作群 1（机器人 …ab12）", "工作群 2（机器人 …7777）")
    assert [item["text"] for item in first["items"]] == ["一", "二"]
    assert KEY not in api.client.get("/platform/groups").text
    out = api.client.post("/platform/groups/1/robot", json={"in": False}).json["items"]
    assert [group["in"] for group in out] == [False, True]
    assert (speak(api, "三"), speak(api, "乙", "other-key-7777")) == (93000, 0)
    api.client.post("/platform/groups/1/robot", json={"in": True})
    assert speak(api, "四") == 0
    for number, told in ((9, {"in": True}), (1, {}), (1, [1])):
        assert api.client.post(f"/platform/groups/{number}/robot", json=told).status_code == 400
