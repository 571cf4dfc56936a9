"""Industries: labels as people write them, and everyday words that find their division."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from core.domain import industries
from core.domain.industries import Industry

ROOT = Path(__file__).resolve().parents[3]
TABLES = ROOT / "core/domain/tables"
CASES = json.loads((ROOT / "tests/cases/industries.json").read_text(encoding="utf-8"))
HEALTH = Industry("Q", "84", "卫生和社会工作-卫生")
FUEL = Industry("C", "25", "制造业-石油、煤炭及其他燃料加工业")


def rows(name):
    with (TABLES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def divisions(said):
    return [found.division for found in industries.search(said)]


def found_among(cases, most):
    return [said for said, division in cases if division in divisions(said)[:most]]


@pytest.mark.parametrize(
    ("section", "division", "found"),
    [("Q", "84", HEALTH), ("C", "25", FUEL), ("Q", "25", None), ("Q", "", None), ("", "84", None), ("q", "84", None)],
)  # fmt: skip
def test_codes_name_a_division(section, division, found):
    assert industries.find(section, division) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("制造业-石油、煤炭及其他燃料加工业", FUEL),
        ("制造业－石油、煤炭及其他燃料加工业", FUEL),
        ("制造业—石油，煤炭及其他燃料加工业", FUEL),
        ("制造业——石油、煤炭及其他燃料加工业。", FUEL),
        (" 制造业 - 石油、煤炭及其他燃料加工业\n", FUEL),
        ("石油、煤炭及其他燃料加工业", FUEL),
        ("Ｃ２５", FUEL),
        ("q-84", HEALTH),
        ("卫生", HEALTH),
        ("卫生和社会工作-医院", HEALTH),
        ("教育-教育", Industry("P", "83", "教育-教育")),
        # names before the amendment of 2019
        ("基层群众自治组织及其他组织", Industry("S", "96", "公共管理、社会保障和社会组织-基层群众自治组织")),
        ("公共管理、社会保障和社会组织-人民法院和人民检察院", Industry("S", "92", "公共管理、社会保障和社会组织-国家机构")),
        ("制造业", None),
        ("医院", None),  # to be searched and picked
        ("84", None),  # a number picks from a list
        ("采矿业-石油、煤炭及其他燃料加工业", None),
        ("", None),
        ("石" * 100_000, None),
    ],
)  # fmt: skip
def test_labels_as_people_write_them(text, found):
    assert industries.by_label(text) == found


def test_every_label_finds_itself():
    every = [
        industries.find(row["section"], row["division"])
        for row in rows("gbt4754-2017.csv")
        if row["division"] and not row["group"]
    ]
    assert len(every) == 97
    assert [industries.by_label(found.label) for found in every] == every


def test_every_name_of_the_table_finds_its_division_among_three():
    missed = [
        (row["name"], row["division"], divisions(row["name"])[:3])
        for row in rows("gbt4754-2017.csv")
        if row["division"] and row["division"] not in divisions(row["name"])[:3]
    ]
    assert missed == []


def test_a_hospital_is_health():
    assert industries.search("医院")[0] == HEALTH
    assert industries.search("我在医院上班")[0] == HEALTH


@pytest.mark.parametrize("said", ["", "  ", "？！", "-", "您好", "😀", "\x00"])
def test_what_says_nothing_finds_nothing(said):
    assert industries.search(said) == []


def test_a_text_of_a_megabyte_is_looked_at_briefly():
    assert len(industries.search("医院" * 500_000)) <= industries.MOST


def test_the_cases_stand_in_no_name_of_the_classification():
    names = [row["name"] for row in rows("gbt4754-2017.csv")]
    said = [word for word, _ in CASES["words"] + CASES["unseen"]]
    assert (len(CASES["words"]), len(CASES["unseen"]), len(set(said))) == (100, 40, 140)
    assert [word for word in said if any(word in name for name in names)] == []


def test_everyday_words_find_their_division_among_three():
    assert len(found_among(CASES["words"], 3)) >= 98
    assert len(found_among(CASES["words"], 1)) >= 95


def test_words_that_the_table_does_not_list_are_found_too():
    """Chosen before the matching was written, never listed: what a word nobody thought of meets."""
    listed = {row["word"] for row in rows("everyday-industries.csv")}
    assert [word for word, _ in CASES["unseen"] if word in listed] == []
    assert len(found_among(CASES["unseen"], 3)) >= 35  # 36 when written


def test_the_everyday_words_point_at_what_there_is():
    every = rows("everyday-industries.csv")
    sections = {row["section"] for row in rows("gbt4754-2017.csv")}
    codes = {row["division"] for row in rows("gbt4754-2017.csv")} - {""}
    assert [row for row in every if row["division"] not in codes | sections] == []
    assert [
        row for row, count in Counter((r["word"], r["division"]) for r in every).items() if count > 1
    ] == []
    assert codes <= {row["division"] for row in every}
