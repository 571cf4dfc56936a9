"""Template messages: fields, followers, repeats."""

import pytest

from sandbox import fields, templates
from tests.fakes import SUN, WANG

SEND = "/cgi-bin/message/template/send"
PROGRESS = "sandboxTplProgress-0000000000000000000000001"
WAITING = "sandboxTplWaiting-00000000000000000000000003"
GOOD = {
    "thing1": {"value": "可调式钻孔夹具"},
    "phrase2": {"value": "已提交"},
    "time3": {"value": "2024-05-13 09:00"},
}


def message(**told):
    return {"touser": WANG, "template_id": PROGRESS, "url": "http://127.0.0.1:8400/me", "data": GOOD} | told


def test_a_good_one_becomes_a_card(api):
    api.act(WANG, "follow")
    answer = api.post(SEND, message())
    assert (answer["errcode"], answer["msgid"] > 0) == (0, True)
    card = api.chat(WANG)[-1]
    assert (card["kind"], card["text"], card["url"]) == (
        "template",
        "申报进度通知",
        "http://127.0.0.1:8400/me",
    )
    assert card["fields"] == [
        {"label": "项目名称", "value": "可调式钻孔夹具"},
        {"label": "当前状态", "value": "已提交"},
        {"label": "更新时间", "value": "2024-05-13 09:00"},
    ]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("thing1", "长" * 21, "data.thing1.value invalid"),
        ("thing1", "", "data.thing1.value is empty"),
        ("thing1", "两\n行", "data.thing1.value invalid"),
        ("phrase2", "已经提交完成", "data.phrase2.value invalid"),
        ("phrase2", "ok", "data.phrase2.value invalid"),
        ("time3", "明天", "data.time3.value invalid"),
        ("time3", None, "data.time3.value is empty"),
    ],
)
def test_a_bad_field_is_named(api, name, value, words):
    api.act(WANG, "follow")
    answer = api.post(SEND, message(data=GOOD | {name: {"value": value}}))
    assert answer["errcode"] == 47003
    assert words in answer["errmsg"] and "rid:" in answer["errmsg"]


@pytest.mark.parametrize(("word", "code"), [("待确认", 0), ("", 0), ("已确认", 47003)])
def test_a_const_field_takes_approved_words_only(api, word, code):
    api.act(WANG, "follow")
    data = {"thing1": {"value": "淮河医院工会"}, "const2": {"value": word}, "number3": {"value": "3"}}
    assert api.code(SEND, message(template_id=WAITING, data=data)) == code


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"touser": "o-nobody"}, 40003),
        ({"template_id": "absent"}, 40037),
        ({"touser": SUN}, 43004),
        ({"data": "text"}, 47001),
        ({"data": {}}, 47003),
        ({"miniprogram": {"appid": "wx-other", "pagepath": "x"}}, 40013),
        ({"miniprogram": "wx"}, 47001),
    ],
)
def test_what_the_platform_refuses(api, told, code):
    api.act(WANG, "follow")
    assert api.code(SEND, message(**told)) == code


def test_the_same_client_msg_id_is_sent_once_within_ten_minutes(api, hands):
    api.act(WANG, "follow")
    first = api.post(SEND, message(client_msg_id="m1"))["msgid"]
    hands.real_now += 599
    assert api.post(SEND, message(client_msg_id="m1"))["msgid"] == first
    assert [row["outcome"] for row in api.sent()] == ["sent", "repeat"]
    assert [item["kind"] for item in api.chat(WANG)].count("template") == 1
    hands.real_now += 1
    assert api.post(SEND, message(client_msg_id="m1"))["msgid"] != first
    api.act(SUN, "follow")
    api.post(SEND, message(client_msg_id="m1", touser=SUN))
    assert [item["kind"] for item in api.chat(SUN)] == ["template"]  # it counts for each person by itself


def test_the_mini_programs_page_wins_over_the_address(api):
    api.act(WANG, "follow")
    there = {"appid": api.settings.mini_app_id, "pagepath": "pages/me/index"}
    api.post(SEND, message(miniprogram=there))
    card = api.chat(WANG)[-1]
    assert (card["page"], "url" in card) == ("pages/me/index", False)


def test_a_thing_for_a_keyword_that_may_not_have_one_is_refused(api, monkeypatch):
    api.act(WANG, "follow")
    free = {"template_id": "free", "title": "通知", "content": "温馨提示:{{thing1.DATA}}"}
    monkeypatch.setattr(templates, "granted", lambda: {"free": free})
    answer = api.post(SEND, message(template_id="free", data={"thing1": {"value": "请尽快提交"}}))
    assert (answer["errcode"], "may not be a thing" in answer["errmsg"]) == (47003, True)


def test_a_const_that_was_granted_no_words_takes_none(api, monkeypatch):
    api.act(WANG, "follow")
    bare = {"template_id": "bare", "title": "通知", "content": "当前状态:{{const1.DATA}}"}
    monkeypatch.setattr(templates, "granted", lambda: {"bare": bare})
    told = [
        api.code(SEND, message(template_id="bare", data={"const1": {"value": word}})) for word in ("待办", "")
    ]
    assert told == [47003, 0]


def test_the_list_tells_no_approved_words(api):
    listed = api.get("/cgi-bin/template/get_all_private_template").json["template_list"]
    assert [row["title"] for row in listed] == [
        "申报进度通知",
        "申报截止提醒",
        "待办事项提醒",
        "退回补正通知",
        "活动通知",
    ]
    assert all("approved" not in row for row in listed)


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("thing1", ["一" * 20, "a b"], ["一" * 21, " ", "\r"]),
        ("phrase1", ["已退回修改", "过"], ["已经退回修改", "ok", "过!"]),
        ("character_string1", ["AH24-000123", "x" * 32], ["号1", "x" * 33, "a b"]),
        ("number1", ["3", "3.5", "-2"], ["三", "1" * 33, "1."]),
        ("time1", ["15:01", "2019年10月1日 15:01", "2024-06-28 24:00", "2024-05-13 ~ 2024-06-28"], ["明天", "25:00", "15:01 起"]),
        ("date1", ["2024年6月28日"], ["六月"]),
        ("amount1", ["¥85.00", "85元"], ["八十五", "85元整"]),
        ("name1", ["甲一", "a" * 20], ["甲" * 11, "a" * 21]),
        ("phone_number1", ["0551-60000000"], ["电话", "1" * 18]),
        ("car_number1", ["皖A8Z888挂"], ["皖" * 9]),
        ("letter1", ["abc"], ["a1"]),
        ("symbol1", ["!?"], ["a"]),
        ("unheard1", [], ["x"]),
    ],
)  # fmt: skip
def test_the_types_of_fields(field, good, bad):
    assert [fields.fits(field, value) for value in good] == [True] * len(good)
    assert [fields.fits(field, value) for value in bad] == [False] * len(bad)
