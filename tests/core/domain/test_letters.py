"""The letters of Annex 1 and the sheet of Annex 3, filled from an entry."""

from core.domain import letters
from core.domain.fieldtypes import NOTHING, Known
from tests.core.domain.made import campaign

TRACK = campaign().by_key["innovation"]
AUTHORISATION, COMMITMENT = TRACK.papers
ROADSHOW = campaign().by_key["roadshow"]
KNOWN = Known(units={"u1": "合肥某中学"})
ANSWERS = {
    "title": "折叠刀具",
    "completers": [{"id": "p1", "name": "张三", "unit": ""}, {"id": "p2", "name": "李四", "unit": ""}],
    "unit": {"id": "u1"},
    "summary": "不在信里",
}


def values(content):
    return {line["label"]: line["value"] for line in content["lines"]}


def test_the_authorisation_letter():
    content = letters.content(AUTHORISATION, TRACK, ANSWERS, known=KNOWN)
    assert (content["title"], content["intro"]) == ("创新成果授权书", "")
    assert values(content) == {
        "授权人": "张三",  # ours: the first completer signs
        "被授权人": "技能强国-全国产业工人学习社区",
        "授权作品": "折叠刀具",
        "授权范围": "被授权人有权在被授权人提供内容的数字平台（包括但不限于技能强国-全国产业工人学习社区平台及其子平台）上使用授权作品，向公众提供授权作品的使用服务。",
        "授权性质": "非专有的信息网络传播权，不含转授权。",
        "授权期限": "长期",
    }
    assert content["paragraphs"] == list(AUTHORISATION.paragraphs)
    assert content["signatures"] == [{"label": label} for label in AUTHORISATION.signatures]


def test_the_commitment():
    content = letters.content(COMMITMENT, TRACK, ANSWERS, known=KNOWN)
    assert content["intro"] == "本人 张三 现申报 折叠刀具 项目，郑重承诺如下："
    assert values(content) == {"所在单位": "合肥某中学"}
    assert [text[:2] for text in content["paragraphs"]] == ["一、", "二、", "三、", "四、", "五、", "若发"]
    assert content["signatures"][0] == {"label": "所在单位（盖章）"}


def test_a_blank_letter_leaves_room_to_write():
    content = letters.content(COMMITMENT, TRACK, {}, known=NOTHING)
    assert content["intro"] == "本人 　　　　 现申报 　　　　 项目，郑重承诺如下："
    assert values(content) == {"所在单位": ""}


def test_braces_that_were_typed_stay_as_they_are():
    content = letters.content(COMMITMENT, TRACK, {**ANSWERS, "title": "{unit}%s{"}, known=KNOWN)
    assert content["intro"] == "本人 张三 现申报 {unit}%s{ 项目，郑重承诺如下："


def test_the_sheet_names_every_completer():
    answers = {
        "completers": ANSWERS["completers"],
        "course_title": "折叠刀具微课",
        "reporting_unit": {"id": "u1"},
    }
    found = values(letters.content(ROADSHOW.papers[0], ROADSHOW, answers, known=KNOWN))
    assert (found["完成人"], found["课程名称"], found["上报单位"]) == (
        "张三、李四",
        "折叠刀具微课",
        "合肥某中学",
    )


def test_the_digest_covers_what_is_quoted_and_nothing_else():
    before = letters.digest(COMMITMENT, ANSWERS)
    assert letters.digest(COMMITMENT, {**ANSWERS, "summary": "改了"}) == before
    assert letters.digest(AUTHORISATION, ANSWERS) != before
    changed = [
        {**ANSWERS, "title": "另一个"},
        {**ANSWERS, "unit": {"id": "u2"}},
        {**ANSWERS, "completers": []},
    ]
    assert before not in [letters.digest(COMMITMENT, answers) for answers in changed]
    assert letters.digest(AUTHORISATION, changed[1]) == letters.digest(AUTHORISATION, ANSWERS)


def test_every_printed_field_is_quoted():
    for track in campaign().tracks:
        for paper in track.papers:
            assert {line.field for line in paper.lines if line.field} <= set(paper.quotes)


def test_first_name():
    assert [letters.first_name(ANSWERS["completers"]), letters.first_name(None)] == ["张三", ""]


def test_a_mark_tells_one_answer_from_another():
    marks = {letters.mark(value) for value in ("甲", "乙", None, {"id": "u1"})}
    assert (len(marks), {len(mark) for mark in marks}) == (4, {16})
