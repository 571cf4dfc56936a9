"""People: completers in order, craftsmen with their introductions and videos (A2.1, A3.7)."""

import pytest

from core.domain.fieldtypes import TYPES, File
from core.domain.refusals import Refused
from tests.core.domain.made import brief, field, innovation, known, rule

PEOPLE = TYPES["people"]
FIELD = field("people", label="成果完成人")
INTRO = "制造业焊工岗位，现任班长，获省级工匠称号。"


def person(name: str, key: str = "p1", unit: str = "", **more: object) -> dict[str, object]:
    return {"id": key, "name": name, "unit": unit, **more}


def craftsman(**more: object) -> dict[str, object]:
    honour = {"level": "省级", "title": "江淮工匠"}
    return person("张三") | {"honour": honour, "intro": INTRO, "videos": [], "no_videos": True} | more


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("张三", [person("张三")]),
        ("张三、李四，王五,赵六；钱七\n孙八", [person(n, f"p{i}") for i, n in enumerate(["张三", "李四", "王五", "赵六", "钱七", "孙八"], 1)]),
        ("张三 李四", [person("张三"), person("李四", "p2")]),
        ("张 三", [person("张 三")]),
        ("张三 合肥某中学", [person("张三", unit="合肥某中学")]),
        ("张三（合肥某中学，高中部）、李四", [person("张三", unit="合肥某中学，高中部"), person("李四", "p2")]),
        ("阿依古丽·买买提、John Smith", [person("阿依古丽·买买提"), person("John Smith", "p2")]),
        ([{"name": " 张三 ", "unit": " 某 中学 "}], [person("张三", unit="某 中学")]),
        ([{"id": "p2", "name": "李四"}, {"name": "张三"}], [person("李四", "p2"), person("张三", "p1")]),
        ([{"name": "张三"}, {"id": "p1", "name": "李四"}], [person("张三", "p2"), person("李四", "p1")]),
        ([craftsman()], [craftsman()]),
        ([craftsman(videos=["v1", 5], no_videos=0)], [craftsman(videos=["v1"], no_videos=False)]),
        ([person("张三", honour={"level": "", "title": ""}, intro="不留")], [person("张三")]),
        ([], []),
        ("", []),
    ],
)  # fmt: skip
def test_parse(raw, value):
    assert PEOPLE.parse(raw, field=FIELD) == value


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (5, "answer.shape.wrong"),
        (["张三"], "answer.shape.wrong"),
        ([{"name": "甲"}] * 101, "answer.shape.wrong"),
        ([{"id": "p1", "name": "甲"}, {"id": "p1", "name": "乙"}], "answer.shape.wrong"),
        ([{"name": "甲", "honour": {"level": "校级", "title": "标兵"}}], "answer.honour.level"),
    ],
)
def test_refused(raw, code):
    with pytest.raises(Refused) as refused:
        PEOPLE.parse(raw, field=FIELD)
    assert (refused.value.code, refused.value.field) == (code, "thing")


def crowd(size: int) -> list[dict[str, object]]:
    return [person(f"人{number}", f"p{number}") for number in range(size)]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, [("completers.count.min", "must")]),
        (crowd(1), []),
        (crowd(20), []),
        (crowd(21), [("completers.count.max", "must")]),
        ([person("")], [("completers.named.is", "must")]),
        ([person("张三"), person("张三", "p2")], [("completers.different.is", "must")]),
        ([person("张三", unit="甲厂"), person("张三", "p2", "乙厂")], []),
        ([craftsman()], []),
        ([craftsman(intro="")], [("completers.craftsman_intros.is", "must")]),
        ([craftsman(no_videos=False)], [("completers.craftsman_videos.is", "advise")]),
        ([craftsman(intro="是个好人")], [("completers.intro.covers", "advise")]),
    ],
)
def test_the_rules_of_the_notice(value, found):
    assert brief(PEOPLE.check(value, field=innovation("completers"))) == found


FILM = {"container": "mp4", "width": 1920, "height": 1080, "seconds": 1200}


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),  # not probed yet
        (FILM, []),  # any length
        ({**FILM, "container": "mov"}, [("completers.container.is", "must", "mp4")]),
        ({**FILM, "width": 3840, "height": 2160}, [("completers.frame.is", "must", "mp4")]),
        ({**FILM, "width": 1280, "height": 720}, [("completers.frame.is", "must", None)]),
        ({"fault": "no_moov"}, [("completers.readable.is", "must", None)]),
    ],
)
def test_the_format_of_a_craftsmans_video_is_a_must(facts, found):
    value = [craftsman(videos=["v1"])]
    findings = PEOPLE.check(value, field=innovation("completers"), known=known(File("v1", "焊接.mov", facts)))
    assert [(f.rule, f.level, f.fix) for f in findings] == found


def test_cell_names_units_and_honours():
    value = [craftsman(unit="某厂"), person("李四", "p2"), person("王五", "p3", "某校")]
    assert PEOPLE.cell(value, field=FIELD) == "张三（某厂，省级江淮工匠）、李四、王五（某校）"


def test_attachments_are_the_craftsmens_videos():
    value = [craftsman(videos=["v1", "v2"]), person("李四", "p2")]
    assert [PEOPLE.attachments(value), PEOPLE.attachments(None)] == [["v1", "v2"], []]


def test_an_upper_limit_alone_requires_nobody():
    declared = field("people", rule("count", "max", 20))
    assert (declared.is_required, PEOPLE.check([], field=declared)) == (False, [])
