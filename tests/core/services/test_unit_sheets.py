"""Units from a sheet: the differences first, then all of them or none, every fault at once."""

import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import unit_names
from core.adapters.tables import units as unit_table
from core.domain.refusals import Refused
from core.services import demo, unit_sheets, units
from tests.sheets import table

NOW = START
HEADING = list(unit_sheets.COLUMNS)
PROVINCE = demo.PROVINCE


@pytest.fixture
def seated(house):
    demo.furnish(house, now=NOW)
    return house


def tree(house):
    """Every unit: its name, the name above, kind, whether direct."""
    with house.db.read() as tx:
        rows = tx.rows(select(unit_table))
        called = units.names(tx, [row.id for row in rows])
        return {called[row.id]: (called.get(row.parent), row.kind, row.is_direct) for row in rows}


def take(house, tmp_path, *rows, apply=True, heading=HEADING):
    path = table(tmp_path / "units.xlsx", [heading, *rows])
    return [change.text for change in unit_sheets.take(house, path, apply=apply, now=NOW)]


def refused(house, tmp_path, *rows, **more):
    before = tree(house)
    with pytest.raises(Refused) as refusal:
        take(house, tmp_path, *rows, **more)
    assert tree(house) == before
    assert refusal.value.code == "units.sheet.wrong"
    assert refusal.value.params["count"] == len(refusal.value.findings)
    return unit_sheets.faults_of(refusal.value)


def test_differences_are_shown_and_nothing_is_changed(seated, tmp_path):
    before = tree(seated)
    rows = [
        ["皖江大学工会", PROVINCE, "单位", "是", ""],
        ["天柱大剧院工会", PROVINCE, "", "", "天柱剧院工会"],
        ["淮河医院药剂科", "淮河医院工会", "单位", "否", ""],
        ["淮河医院检验科", "皖江大学工会", "", "", ""],
        ["皖江市总工会", "", "", "是", ""],
    ]
    assert take(seated, tmp_path, *rows, apply=False) == [
        "改名：天柱剧院工会 → 天柱大剧院工会",
        "新增：淮河医院药剂科（上级：淮河医院工会）",
        "调整：淮河医院检验科 的上级 淮河医院工会 → 皖江大学工会",
        "调整：皖江市总工会 列为直属",
    ]
    assert tree(seated) == before


def test_applied_they_are_made_and_the_same_sheet_changes_nothing_more(seated, tmp_path):
    before = tree(seated)
    rows = [
        ["天柱大剧院工会", PROVINCE, "", "", "天柱剧院工会"],
        ["淮河医院药剂科", "淮河医院工会", "单位", "否", ""],
        ["淮河医院检验科", "皖江大学工会", "", "", ""],
        ["皖江市总工会", "", "工会", "是", ""],
    ]
    assert len(take(seated, tmp_path, *rows)) == 4
    wanted = {name: value for name, value in before.items() if name != "天柱剧院工会"} | {
        "天柱大剧院工会": (PROVINCE, "unit", True),
        "天柱剧院舞美队": ("天柱大剧院工会", "unit", False),
        "淮河医院药剂科": ("淮河医院工会", "unit", False),
        "淮河医院检验科": ("皖江大学工会", "unit", False),
        "皖江市总工会": (None, "union", True),
    }
    assert tree(seated) == wanted
    assert take(seated, tmp_path, *rows) == []
    assert tree(seated) == wanted


def test_a_renamed_unit_is_still_found_by_its_former_name(seated, tmp_path):
    take(seated, tmp_path, ["天柱大剧院工会", PROVINCE, "", "", "天柱剧院工会"])
    with seated.db.read() as tx:
        assert [found.name for found in units.search(tx, "天柱剧院工会")] == ["天柱大剧院工会"]
        assert len(tx.rows(select(unit_names).where(unit_names.c.until.is_not(None)))) == 1


def test_a_parent_may_stand_in_a_later_row_and_under_its_former_name(seated, tmp_path):
    rows = [
        ["新桥医院骨科", "新桥医院工会", "单位", "", ""],
        ["天柱剧院灯光队", "天柱剧院工会", "单位", "", ""],
        ["新桥医院工会", PROVINCE, "单位", "是", ""],
        ["天柱大剧院工会", PROVINCE, "", "", "天柱剧院工会"],
    ]
    take(seated, tmp_path, *rows)
    found = tree(seated)
    assert found["新桥医院骨科"] == ("新桥医院工会", "unit", False)
    assert found["新桥医院工会"] == (PROVINCE, "unit", True)
    assert found["天柱剧院灯光队"] == ("天柱大剧院工会", "unit", False)


def test_the_first_sheet_of_a_new_house(house, tmp_path):
    heading = ["上级单位", "备注", "单位名称", "类型"]
    rows = [
        ["", "", "某省工会", "省级工会"],
        [],
        ["某省工会", "x", "某大学工会", ""],
        ["某大学工会", "", "=某大学（东区）", ""],
    ]
    take(house, tmp_path, *rows[:3], heading=heading)
    assert tree(house) == {"某省工会": (None, "province", False), "某大学工会": ("某省工会", "unit", False)}


def test_every_fault_at_once_and_no_row_is_taken(seated, tmp_path):
    rows = [
        ["新单位甲", PROVINCE, "单位", "否", ""],
        ["", PROVINCE, "", "", ""],
        ["新单位乙", "没有的上级", "", "", ""],
        [],
        ["新单位 甲", PROVINCE, "", "", ""],
        ["新单位丙", PROVINCE, "科室", "也许", ""],
        ["新单位丁", "新单位戊", "", "", ""],
        ["新单位戊", "新单位丁", "", "", ""],
        [PROVINCE, "淮河医院护理部", "", "", ""],
    ]
    assert refused(seated, tmp_path, *rows) == [
        "第 3 行缺少 单位名称。",
        "第 4 行的上级单位“没有的上级”不在表里，也不在单位库里。",
        "第 6 行的“新单位 甲”与第 2 行重复。",
        "第 7 行的“是否直属”写的是“也许”，请写“是”或“否”。",
        "第 7 行的“类型”写的是“科室”，请写单位、工会或省级工会。",
        "第 8 行的“新单位丁”成了自己的上级，请核对“上级单位”。",
        "第 9 行的“新单位戊”成了自己的上级，请核对“上级单位”。",
        f"第 10 行的“{PROVINCE}”成了自己的上级，请核对“上级单位”。",
    ]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        (["单位名称", "类型"], "第 1 行缺少 上级单位。"),
        (["名称"], "第 1 行缺少 单位名称、上级单位。"),
        ([], "第 1 行缺少 单位名称、上级单位。"),
    ],
)
def test_columns_missing(seated, tmp_path, heading, said):
    assert refused(seated, tmp_path, ["甲"], heading=heading) == [said]


@pytest.mark.parametrize(
    "content", [b"", b"not a sheet", b"PK\x03\x04" + bytes(90), bytes.fromhex("d0cf11e0a1b11ae1")]
)
def test_a_file_that_cannot_be_read_is_told(seated, tmp_path, content):
    path = tmp_path / "units.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        unit_sheets.take(seated, path, apply=True, now=NOW)
    (said,) = unit_sheets.faults_of(refusal.value)
    assert said.startswith("单位表打不开") and "另存为 .xlsx" in said


def test_a_fault_midway_leaves_nothing_half(seated, tmp_path, monkeypatch):
    before = tree(seated)
    real, calls = units.add, []

    def failing(tx, name, **more):
        calls.append(name)
        if len(calls) == 2:
            raise RuntimeError("the disk is gone")
        return real(tx, name, **more)

    monkeypatch.setattr(units, "add", failing)
    with pytest.raises(RuntimeError):
        take(seated, tmp_path, ["新单位甲", PROVINCE, "", "", ""], ["新单位乙", PROVINCE, "", "", ""])
    assert (calls, tree(seated)) == (["新单位甲", "新单位乙"], before)
