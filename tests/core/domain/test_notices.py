"""Every message in every field: what the platform's table of types allows, whatever the person wrote."""

from datetime import timedelta

import pytest

from core.adapters.clock import START
from core.domain import notices, phrases
from sandbox import subscriptions, templates
from sandbox.fields import fits

ODD = {
    "long": "可调式多工位钻孔夹具" * 6,
    "lines": "第一行\n第二行\r\n第三行\t末",
    "emoji": "夹具👍🏽👨‍👩‍👧‍👦" * 8,
    "flags": "🇨🇳" * 30,
    "blank": " \n ",
    "none": "",
    "marks": "é" * 40,
    "codes": "<b>&{{thing1.DATA}}]]>",
    "half": "\ud83d夹具",
    "arabic": "\u202eabc\u200b",
}
DECLARED = {
    "template": "deadline",
    "keywords": {
        "项目名称": "夹具",
        "截止时间": "2024年6月28日 24:00",
        "当前状态": "待盖章",
    },
}
EVERY = [(reason, {}) for reason in notices.NOTICES] + [
    ("reminder", DECLARED),
    ("overview", {"template": "waiting", "keywords": {"当前状态": "待确认", "待办数量": "12"}}),
]


def granted(rows, title):
    return next(row for row in rows if row["title"] == title)


def wanted(row):
    """(label, key, approved words) of a template's fields."""
    pattern = templates._KEYWORD
    return [(label, key, row.get("approved", {}).get(key)) for label, key in pattern.findall(row["content"])]


@pytest.mark.parametrize("odd", sorted(ODD))
@pytest.mark.parametrize(("reason", "more"), EVERY, ids=[reason for reason, _ in EVERY])
def test_every_message_fits_its_template_with_any_words(reason, more, odd):
    value = ODD[odd]
    body = dict.fromkeys(("title", "answer_by", "unit", "kind", "reasons"), value) | more
    if "keywords" in more and odd != "none":
        body["keywords"] = dict.fromkeys(more["keywords"], value)
    notice = notices.of(reason, body)
    made = notices.TEMPLATES[notice.template]
    told = notices.fill(notice, body, START)
    for label, key, approved in wanted(granted(templates.granted().values(), made.title)):
        assert fits(key, told[label], approved), (label, told[label])
    for label, key, _ in wanted(granted(subscriptions.granted().values(), made.title)):
        assert fits(key, notices.refit(key.rstrip("0123456789"), told[label])), (label, told[label])


def test_there_are_no_more_templates_than_an_account_will_get():
    assert len(notices.TEMPLATES) <= notices.TEMPLATES_MOST
    assert {notice.template for notice in notices.NOTICES.values()} <= set(notices.TEMPLATES)


def test_what_we_declare_is_what_the_account_was_granted():
    for made in notices.TEMPLATES.values():
        row = granted(templates.granted().values(), made.title)
        assert [(k.label, k.kind, list(k.approved) or None) for k in made.keywords if k.kind != "phrase"] == [
            (label, key.rstrip("0123456789"), approved)
            for label, key, approved in wanted(row)
            if not key.startswith("phrase")
        ]
        for keyword in made.keywords:
            if keyword.kind == "const":
                assert all(len(word) <= notices.WIDEST for word in keyword.approved)
            if keyword.kind == "phrase":
                assert all(fits("phrase1", word) for word in keyword.approved)


def test_every_sentence_of_a_message_has_its_notice():
    told = {code.removeprefix("message.") for code in phrases.codes("message.")}
    assert {reason for reason in told if not reason.startswith(("phrase.", "template"))} == set(
        notices.NOTICES
    )


def test_a_declared_reminder_brings_its_words():
    notice = notices.of("reminder", DECLARED)
    assert notice.is_weighty
    assert notices.fill(notice, DECLARED, START) == DECLARED["keywords"]
    assert list(notices.fill(notice, DECLARED, START)) == ["项目名称", "当前状态", "截止时间"]


@pytest.mark.parametrize(
    ("days", "said", "shown"),
    [
        (0, "6月20日", "2024年6月20日"),
        (0, "6月20日 24:00", "2024年6月20日 24:00"),
        (230, "1月3日", "2025年1月3日"),
        (0, "很快", "2024年5月13日 09:00"),
    ],
)
def test_a_day_without_a_year_is_the_next_such_day(days, said, shown):
    told = notices.fill(notices.NOTICES["returned"], {"answer_by": said}, START + timedelta(days=days))
    assert told["截止时间"] == shown


@pytest.mark.parametrize(
    ("kind", "value", "held"),
    [
        ("thing", "长" * 21, "长" * 19 + "…"),
        ("thing", "长" * 20, "长" * 20),
        ("thing", "a" * 18 + "e\u0301" + "bcd", "a" * 18 + "…"),
        ("number", "共 3 项", "3"),
        ("phrase", "已 submitted 提交完成了", "已提交完成"),
        ("time", "明天", ""),
        ("const", "随便", "随便"),
        ("thing", "张\U0002ebf0\U000323b0", "张\U0002ebf0\U000323b0"),  # hanzi younger than this Python
        ("thing", "张\U0002ee5e三", "张 三"),
    ],
)
def test_a_value_is_fitted(kind, value, held):
    assert notices.fit(kind, value) == held


@pytest.mark.parametrize(
    ("text", "most", "held"), [("工会", 6, "工会"), ("工会好", 8, "工…"), ("👍👍", 7, "👍…"), ("ab", 2, "ab")]
)
def test_a_text_is_cut_at_bytes_between_characters(text, most, held):
    assert notices.cut(text, most) == held
    assert len(notices.cut(text, most).encode()) <= most
