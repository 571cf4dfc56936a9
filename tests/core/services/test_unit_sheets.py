"""Units from a sheet: the differences first, then all of them or none, every fault at once."""

import openpyxl
import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import contacts, unit_names
from core.adapters.tables import units as unit_table
from core.domain import unit_rows
from core.domain.refusals import Refused
from core.services import campaigns, demo, progress, staff, unit_changes, unit_sheets, units
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
        "第 3 行 A 列缺少 单位名称。",
        "第 4 行 B 列的上级单位“没有的上级”不在表里，也不在单位库里。",
        "第 6 行 A 列的“新单位 甲”与第 2 行重复。",
        "第 7 行 D 列的“是否直属”写的是“也许”，请写“是”或“否”。",
        "第 7 行 C 列的“类型”写的是“科室”，请写单位、工会或省级工会。",
        "第 8 行 B 列的“新单位丁”成了自己的上级，请核对“上级单位”。",
        "第 9 行 B 列的“新单位戊”成了自己的上级，请核对“上级单位”。",
        f"第 10 行 B 列的“{PROVINCE}”成了自己的上级，请核对“上级单位”。",
    ]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        (["单位名称", "类型"], "第 1 行 A 列缺少 上级单位。"),
        (["名称"], "第 1 行 A 列缺少 单位名称、上级单位。"),
        ([], "第 1 行 A 列缺少 单位名称、上级单位。"),
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
    real, calls = units.add_many, []

    def failing(tx, made, **more):
        calls.append([row["name"] for row in made])
        if len(calls) == 2:
            raise RuntimeError("the disk is gone")
        return real(tx, made, **more)

    monkeypatch.setattr(units, "add_many", failing)
    monkeypatch.setattr(unit_changes, "_MANY", 1)
    with pytest.raises(RuntimeError):
        take(seated, tmp_path, ["新单位甲", PROVINCE, "", "", ""], ["新单位乙", PROVINCE, "", "", ""])
    assert (calls, tree(seated)) == ([["新单位甲"], ["新单位乙"]], before)


FULL = [*unit_rows.COLUMNS, "至少报送：“五小”创新成果", "至少报送：“五小”成果路演项目"]
HOSPITAL = "淮河医院工会"


def test_contacts_are_sealed_and_quotas_of_a_units_own_count(seated, tmp_path):
    row = [HOSPITAL, PROVINCE, "", "", "", "", "甲一", "0551-62000000-12", "4", "0"]
    assert take(seated, tmp_path, row, heading=FULL) == [
        f"联系方式：{HOSPITAL} 的联系人、联系电话",
        f"名额：{HOSPITAL} 的“五小”创新成果至少 4 项",
        f"名额：{HOSPITAL} 的“五小”成果路演项目至少 0 项",
    ]
    assert take(seated, tmp_path, row, heading=FULL) == []
    with seated.db.read() as tx:
        kept = tx.one(select(contacts))
        made, unit = campaigns.campaign(seated, tx, "2024-anhui"), units.by_name(tx, HOSPITAL)
        least = {tally.track: tally.least for tally in progress.standings(tx, made, [unit])[unit]}
    assert (
        kept.name == "甲一"
        and "0551" not in kept.sealed
        and seated.vault.open(kept.sealed) == "055162000000-12"
    )
    assert least == {"innovation": 4, "roadshow": 0}


def test_faults_of_the_new_columns(seated, tmp_path):
    with seated.db.write() as tx:
        units.add(tx, "同名工会", parent=None, kind="unit", now=NOW)
        units.add(tx, "同名 工会", parent=None, kind="unit", now=NOW)
    rows = [
        ["新甲", "同名工会", "", "", "从没有过", "", "", "123", "多", ""],
        [HOSPITAL, PROVINCE, "", "", "", HOSPITAL, "", "", "", "-1"],
        ["长" * 101, PROVINCE],
    ]
    assert refused(seated, tmp_path, *rows, heading=FULL) == [
        "第 2 行 B 列的“同名工会”在单位库里有 2 个，分不清是哪一个。请先给它们改成不同的名称。",
        "第 2 行 E 列的原名称“从没有过”不在单位库里，请核对。",
        "第 2 行 H 列的联系电话不像手机、座机（带区号）或 400 号码，请核对。",
        "第 2 行 I 列的名额写的是“多”，请写 0 到 9999 的整数。",
        f"第 3 行 F 列要并入的“{HOSPITAL}”不在表里，也不在单位库里，或者就是它自己。",
        "第 3 行 J 列的名额写的是“-1”，请写 0 到 9999 的整数。",
        f"第 4 行 A 列的名称“{'长' * 20}……”超过 100 个字，请写单位全称。",
    ]


def test_merged_cells_are_named_and_nothing_is_guessed(seated, tmp_path):
    path = table(tmp_path / "units.xlsx", [HEADING, ["甲", PROVINCE], ["乙", PROVINCE], ["丙", PROVINCE]])
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("B2:B4")
    book.active.merge_cells("C2:D2")
    book.save(path)
    with pytest.raises(Refused) as refusal:
        unit_sheets.take(seated, path, apply=True, now=NOW)
    assert [said.partition(" ")[0] for said in unit_sheets.faults_of(refusal.value)] == ["B2:B4", "C2:D2"]


@pytest.mark.nightly
def test_ten_thousand_rows_are_one_act_and_found_again(seated, tmp_path):
    rows = [
        [f"第{number}工会", PROVINCE if number < 100 else f"第{number // 100}工会", "", "", ""]
        for number in range(10_000)
    ]
    assert len(take(seated, tmp_path, *rows)) == 10_000
    assert take(seated, tmp_path, *rows, apply=False) == []
    rows[1] = ["第1工会", "第199工会", "", "", ""]
    found = refused(seated, tmp_path, *rows)
    assert found == [
        f"第 {row} 行 B 列的“第{row - 2}工会”成了自己的上级，请核对“上级单位”。" for row in (3, 201)
    ]


def looked(house, tmp_path, *rows, by):
    return unit_sheets.look(house, table(tmp_path / "units.xlsx", [HEADING, *rows]), by=by, now=NOW)


def test_only_what_was_looked_at_is_applied_once_by_who_looked(seated, tmp_path):
    with seated.db.write() as tx:
        by, other = (staff.new_person(tx, name, now=NOW) for name in ("管甲", "管乙"))
    before = tree(seated)
    shown = looked(seated, tmp_path, ["新单位甲", PROVINCE], by=by)
    assert [change.text for change in shown.changes][0] == f"新增：新单位甲（上级：{PROVINCE}）"
    assert sum(change.act == "gone" for change in shown.changes) == len(before)
    assert tree(seated) == before

    def apply(who):
        with seated.db.write() as tx:
            return unit_sheets.apply(seated, tx, shown.id, by=who, now=NOW)

    with pytest.raises(Refused) as refusal:
        apply(other)
    assert refusal.value.code == "units.import.unknown"
    assert (apply(by), apply(by)) == (1, 0)
    assert tree(seated) == before | {"新单位甲": (PROVINCE, "unit", False)}


def test_a_tree_that_moved_meanwhile_is_looked_at_again(seated, tmp_path):
    with seated.db.write() as tx:
        by = staff.new_person(tx, "管甲", now=NOW)
    shown = looked(seated, tmp_path, ["新单位甲", PROVINCE], by=by)
    take(seated, tmp_path, ["新单位甲", HOSPITAL, "", "", ""])
    before = tree(seated)
    with pytest.raises(Refused) as refusal, seated.db.write() as tx:
        unit_sheets.apply(seated, tx, shown.id, by=by, now=NOW)
    assert (refusal.value.code, tree(seated)) == ("units.import.changed", before)
