"""What a person can do with the phone, and what the house hears of it."""

import io

import pytest
import xmltodict

from tests.fakes import SUN, WANG


def heard(listener):
    return xmltodict.parse(listener.letters[-1][1])["xml"]


def test_the_people_and_their_keys_to_the_console(api):
    people = api.client.get("/phone/people").json["items"]
    assert [(p["name"], p["role"], p["following"], p.get("login"), p.get("password")) for p in people] == [
        ("王师傅", "worker", False, None, None),
        ("孙师傅", "worker", False, None, None),
        ("李干事", "officer", False, "li", "wuxiao-demo"),
        ("赵审核", "auditor", False, "zhao", "wuxiao-demo"),
    ]


def test_who_does_not_follow_cannot_write(api, listener):
    for act, told in (
        ("say", {"text": "申报"}),
        ("send", {"kind": "link", "url": "http://a"}),
        ("tap", {"key": "x"}),
    ):
        answer = api.client.post(f"/phone/{WANG}/{act}", json=told)
        assert (answer.status_code, answer.json["problem"]["code"]) == (409, "follow.first")
    assert listener.letters == []


def test_following_twice_is_one_following(api, listener):
    api.act(WANG, "follow")
    api.act(WANG, "follow")
    assert len(listener.letters) == 1
    assert [p["following"] for p in api.client.get("/phone/people").json["items"]] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(("text", "code"), [("", "say.empty"), (" \n", "say.empty"), ("长" * 10_001, "say.long"), (None, "say.empty"), (5, "say.empty")])  # fmt: skip
def test_texts_a_phone_does_not_send(api, text, code):
    api.act(WANG, "follow")
    answer = api.client.post(f"/phone/{WANG}/say", json={"text": text})
    assert (answer.status_code, answer.json["problem"]["code"]) == (409, code)


def test_everything_that_can_be_sent(api, listener):
    api.act(WANG, "follow")
    api.act(WANG, "send", kind="image")
    assert {"PicUrl", "MediaId"} <= set(heard(listener))
    api.act(WANG, "send", kind="voice")
    told = heard(listener)
    assert (told["Format"], "Recognition" in told) == ("amr", False)
    api.act(WANG, "send", kind="voice", recognition="我想看看进度")
    assert heard(listener)["Recognition"] == "我想看看进度"
    api.act(WANG, "send", kind="video")
    assert {"MediaId", "ThumbMediaId"} <= set(heard(listener))
    api.act(WANG, "send", kind="location", x="31.5", y="117.5", label="车间")
    assert [heard(listener)[k] for k in ("Location_X", "Location_Y", "Label")] == ["31.5", "117.5", "车间"]
    api.act(WANG, "send", kind="link", title="视频", url="http://a/b")
    assert [heard(listener)[k] for k in ("Title", "Url")] == ["视频", "http://a/b"]
    told = {"kind": "file", "file": (io.BytesIO(b"words"), "授权书.docx")}
    api.client.post(f"/phone/{WANG}/send", data=told, content_type="multipart/form-data")
    file = heard(listener)
    assert (file["Title"], file["FileTotalLen"], "MediaId" in file) == ("授权书.docx", "5", False)
    shown = [item["kind"] for item in api.chat(WANG)]
    assert shown == ["image", "voice", "voice", "video", "location", "link", "file"]


def test_the_picture_sent_is_the_picture_the_house_fetches(api, listener):
    api.act(WANG, "follow")
    told = {"kind": "image", "file": (io.BytesIO(b"\x89PNG..."), "a.png")}
    api.client.post(f"/phone/{WANG}/send", data=told, content_type="multipart/form-data")
    assert api.get("/cgi-bin/media/get", media_id=heard(listener)["MediaId"]).data == b"\x89PNG..."


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"kind": "dance"}, "send.kind"),
        ({"kind": ["image"]}, "send.kind"),
        ({"kind": "location", "x": "north"}, "send.place"),
        ({"kind": "location", "x": "nan"}, "send.place"),
        ({"kind": "location", "y": 181}, "send.place"),
        ({"kind": "link", "url": "javascript:alert(1)"}, "send.link"),
        ({"kind": "file", "size": "much"}, "send.size"),
    ],
)
def test_what_cannot_be_sent(api, told, code):
    api.act(WANG, "follow")
    answer = api.client.post(f"/phone/{WANG}/send", json=told)
    assert (answer.status_code, answer.json["problem"]["code"]) == (409, code)
    assert api.chat(WANG) == []


def test_nobody_has_this_openid(api):
    for path in ("chat", "say"):
        answer = api.client.open(f"/phone/o-nobody/{path}", method="GET" if path == "chat" else "POST")
        assert (answer.status_code, answer.json["problem"]["code"]) == (404, "person.unknown")


def test_chats_are_apart_and_paged(api, hands):
    api.act(WANG, "follow")
    for number in range(201):
        api.app.extensions["parts"].store.run(
            "INSERT INTO items (openid, sender, kind, text, detail, at) VALUES (?, 'me', 'text', ?, '{}', '')", WANG, str(number)
        )  # fmt: skip
    page = api.client.get(f"/phone/{WANG}/chat").json
    assert (len(page["items"]), page["next"]) == (200, page["items"][-1]["id"])
    rest = api.client.get(f"/phone/{WANG}/chat?after={page['next']}").json
    assert [item["text"] for item in rest["items"]] == ["200"]
    assert api.chat(SUN) == []


def test_the_times_in_the_chat_are_house_time(api, hands):
    api.act(WANG, "follow")
    hands.house_now += 45 * 86400
    assert api.act(WANG, "say", text="六月")[0]["at"] == "2024-06-27T09:00:00+08:00"


def test_everything_is_there_again_after_a_restart(make):
    first = make()
    first.act(WANG, "follow")
    first.act(WANG, "say", text="记住")
    again = make()
    assert [item["text"] for item in again.chat(WANG)] == ["记住"]
    assert again.client.get("/phone/people").json["items"][0]["following"] is True
