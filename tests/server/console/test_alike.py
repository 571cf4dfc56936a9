"""The auditor sees what may be a duplicate beside the entry, says that it is none, and takes it back."""

import re

import pytest

from core.adapters import ids
from core.services import acts, answering, entries, units
from tests import counting, filling

NEAR = "移动输液架自动锁止装置研制及应用"


@pytest.fixture
def twin(house, people, now, submitted):
    """An entry of a near name, of another unit and other people."""
    entry = filling.whole(house, by=people["other"], now=now, title=NEAR)
    with house.db.write() as tx:
        unit = {"id": units.by_name(tx, "皖江大学后勤集团")}
        for key, value in (("unit", unit), ("completers", [{"id": "p1", "name": "丙三"}])):
            answering.save(house, tx, entries.load(house, tx, entry), key, value, by=people["other"], now=now)
        acts.submit(house, tx, entry, by=people["other"], now=now)
    return entry


def test_both_names_stand_side_by_side_with_the_reason(browser, submitted, twin):
    page = browser("auditor").see(f"/console/entries/{submitted}")
    assert "可能与 1 项申报重复" in page and f"名称相近：《{NEAR}》（相似 0.83）" in page
    assert "<mark>护士站</mark>移动输液架" in page and f'href="/console/entries/{twin}"' in page
    assert "皖江大学后勤集团" in page


def test_an_officer_is_told_nothing_of_other_units(browser, submitted, twin):
    page = browser("officer").see(f"/console/entries/{submitted}")
    assert not re.search(f"重复|{NEAR}|皖江大学", page)


def test_no_duplicate_is_said_once_seen_on_both_and_taken_back(browser, submitted, twin):
    auditor = browser("auditor")
    for _ in range(2):
        answer = auditor.post(f"/console/entries/{submitted}/apart", other=twin)
        assert (answer.status_code, answer.location) == (303, f"/console/entries/{submitted}#alike")
    page = auditor.see(f"/console/entries/{submitted}")
    assert "已记下：不是重复" in page and re.search(r"赵审核 2024-05-13 09:\d\d 认定不是重复", page)
    assert page.count("<b>认定不是重复</b>") == 1
    assert "已认定不是重复（1 项）" in auditor.see(f"/console/entries/{twin}")
    assert auditor.post(f"/console/entries/{twin}/apart", other=submitted, undo="1").status_code == 303
    assert "可能与 1 项申报重复" in auditor.see(f"/console/entries/{submitted}")
    assert "撤销“不是重复”的认定" in auditor.see(f"/console/entries/{twin}")


def test_nobody_else_says_so(browser, submitted, twin):
    for who, status in (("officer", 404), ("stranger", 404), ("worker", 403), ("administrator", 303)):
        answer = browser(who).post(f"/console/entries/{submitted}/apart", other=twin)
        assert (who, answer.status_code) == (who, status)
    for other in ("", submitted, ids.new()):
        answer = browser("auditor").post(f"/console/entries/{submitted}/apart", other=other)
        assert answer.status_code == 404 and "没有找到相近的那一项" in answer.get_data(as_text=True)


def test_the_number_of_queries_does_not_grow_with_the_twins(house, people, browser, submitted, twin, now):
    auditor, counts = browser("auditor"), []

    counts.append(counting.statements(house, lambda: auditor.see(f"/console/entries/{submitted}")))
    for number in range(3):
        entry = filling.whole(house, by=people["other"], now=now, title=f"{NEAR}{number}")
        with house.db.write() as tx:
            value = [{"id": "p1", "name": f"丁{number}"}]
            answering.save(
                house, tx, entries.load(house, tx, entry), "completers", value, by=people["other"], now=now
            )
            acts.submit(house, tx, entry, by=people["other"], now=now)
    counts.append(counting.statements(house, lambda: auditor.see(f"/console/entries/{submitted}")))
    assert counts[0] == counts[1]
