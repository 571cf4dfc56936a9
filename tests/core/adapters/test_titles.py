"""The index of names against a scan of all of them: the same names, the same order; what is dropped is not found."""

import random

import pytest
from rapidfuzz import fuzz
from sqlalchemy import text

from core.adapters import migrating, titles
from core.adapters.clock import START
from core.domain.names import normalised
from core.services import accounts, entries

PARTS = (
    ["输液架", "变电站", "高压锅炉", "数控车床", "QC小组", "巡检"],
    ["自动", "便携式", "智能", ""],
    ["锁止", "监测", "报警", "清洗"],
    ["装置", "系统", "工装"],
    ["", "的研制与应用", "的改进"],
)


@pytest.fixture
def shelf(house):
    """entry ids by made title."""
    chance, made = random.Random(7), {}
    with house.db.write() as tx:
        by = accounts.identify(tx, "oa", "app", "openid-1", now=START)
        for _ in range(150):
            title = "".join(chance.choice(part) for part in PARTS)
            made[entries.start(house, tx, "2024-anhui", "innovation", by=by, now=START)] = title
        for entry, title in made.items():
            titles.keep(tx, entry, "innovation", title)
    return made


def scan(shelf, wanted):
    name = normalised(wanted)
    scores = {entry: fuzz.ratio(name, normalised(title)) / 100 for entry, title in shelf.items()}
    return sorted(((-score, entry) for entry, score in scores.items() if score >= 0.75), key=lambda one: one)


def found(house, wanted, track="innovation"):
    with house.db.read() as tx:
        return [(-near.score, near.entry) for near in titles.near(tx, wanted, track=track, limit=500)]


@pytest.mark.parametrize("wanted", ["输液架自动锁止装置", "变电站 智能《监测》系统的研制与应用！", "ＱＣ小组巡检", "报警", "锅", "zzz", "，。"])  # fmt: skip
def test_the_index_finds_what_a_scan_finds(house, shelf, wanted):
    assert found(house, wanted) == (scan(shelf, wanted) if normalised(wanted) else [])


def test_every_name_of_the_shelf_finds_what_a_scan_finds(house, shelf):
    for title in sorted(set(shelf.values()))[:40]:
        near = found(house, title)
        assert near == scan(shelf, title)
        assert near[0][0] == -1


def test_another_track_is_another_shelf(house, shelf):
    assert found(house, "输液架自动锁止装置", track="roadshow") == []


def test_a_changed_name_is_found_by_the_new_one_only(house, shelf):
    entry = next(iter(shelf))
    with house.db.write() as tx:
        titles.keep(tx, entry, "innovation", "完全不同的一个名称")
        titles.keep(tx, entry, "innovation", "完全不同的一个名称！")
    assert found(house, "完全不同的一个名称") == [(-1.0, entry)]
    assert found(house, shelf[entry]) == scan({**shelf, entry: "完全不同的一个名称"}, shelf[entry])


def test_a_dropped_name_leaves_no_gram(house, shelf):
    with house.db.write() as tx:
        for entry in shelf:
            titles.drop(tx, entry)
        titles.drop(tx, "nobody")
        assert tx.rows(text("SELECT * FROM title_counts")) == []


def test_a_long_or_blank_name_does_no_harm(house, shelf):
    entry = next(iter(shelf))
    with house.db.write() as tx:
        titles.keep(tx, entry, "innovation", "﷽" * 200)
        titles.keep(tx, entry, "innovation", "——")
    assert found(house, "——") == []


def test_the_tables_are_those_that_are_declared(house):
    assert migrating.differences(house.db) == []
