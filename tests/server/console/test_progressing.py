"""The page of progress and reminding: each role sees its own branches, the sheet is text, nothing goes out unseen."""

import zipfile
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select, update

from core.adapters.tables import identities, messages
from core.services import units
from tests.counting import put, statements

HOSPITAL, NURSING, COLLEGE = "淮河医院工会", "淮河医院护理部", "皖江大学工会"
NOON = datetime.fromisoformat("2024-05-13T12:00:00+08:00")


@pytest.fixture
def filled(house, people):
    put(house, NURSING, "draft", owner=people["worker"])
    put(house, NURSING, "submitted", "approved", category="小发明")
    put(house, "皖江大学后勤集团", "submitted", track="roadshow", category="小设计")
    return house


def unit(house, name):
    with house.db.read() as tx:
        return units.by_name(tx, name)


def test_the_province_sees_all_units_missing_first(filled, browser):
    page = browser("auditor").see("/console/progress?kinds=1")
    places = [page.index(name) for name in ("天柱剧院工会", HOSPITAL)]
    assert places == sorted(places)
    assert "还有 5 个没报够" in page and "6月28日截止" in page and "小发明" in page


@pytest.mark.parametrize("page", ["0", "-3", "999", "9" * 30, "x"])
def test_a_page_beyond_the_ends_is_the_nearest_one(filled, browser, page):
    assert HOSPITAL in browser("auditor").see(f"/console/progress?page={page}")


def test_an_officer_sees_their_own_branch_and_no_other(filled, browser):
    officer = browser("officer")
    page = officer.see("/console/progress?kinds=1")
    assert HOSPITAL in page and COLLEGE not in page and "小设计" not in page
    below = officer.see(f"/console/progress?unit={unit(filled, HOSPITAL)}")
    assert NURSING in below and "全部" in below
    for path in ("/console/progress", "/console/progress.xlsx", "/console/progress/remind"):
        for foreign in (unit(filled, COLLEGE), unit(filled, "安徽省教科文卫体工会"), "nothing"):
            response = officer.get(f"{path}?unit={foreign}")
            assert response.status_code == 404 and COLLEGE not in response.get_data(as_text=True)
    refused = officer.post("/console/progress/remind", unit=unit(filled, COLLEGE), whom="officers", count="1")
    assert refused.status_code == 404


def cells(response):
    book = openpyxl.load_workbook(BytesIO(response.get_data()))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def test_the_sheet_says_what_the_page_says_and_no_formula_runs(filled, browser):
    with filled.db.write() as tx:
        units.rename(tx, units.by_name(tx, "天柱剧院工会"), "=HYPERLINK(1)", now=filled.clock.now())
    response = browser("auditor").get("/console/progress.xlsx")
    with zipfile.ZipFile(BytesIO(response.get_data())) as parts:
        written = [parts.read(name) for name in parts.namelist() if "worksheets" in name]
    assert len(written) == 3 and not any(b"<f" in part for part in written)
    found = cells(response)
    rows = {row[0]: row[1:] for row in found["单位"][1:]}
    assert "=HYPERLINK(1)" in rows
    assert rows[HOSPITAL] == ["3", "2", "1", "1", "1", "0", "0", "0", "0", "0", "1", "1"]
    assert found["按类"][1:] == [["“五小”创新成果", "成果类别", "小发明", "2"]]
    own = cells(browser("officer").get("/console/progress.xlsx"))
    assert [row[0] for row in own["单位"][1:]] == [HOSPITAL, "合计"]


def reachable(house):
    with house.db.write() as tx:
        tx.run(update(identities).where(identities.c.kind == "oa").values(follows=True, heard_at=NOON))


def told(house):
    with house.db.read() as tx:
        rows = tx.rows(select(messages.c.person, messages.c.reason, messages.c.body).order_by(messages.c.id))
        return [(row.person, row.reason, row.body["text"]) for row in rows]


@pytest.fixture
def noon(monkeypatch, filled):
    reachable(filled)
    monkeypatch.setattr(filled.clock, "now", lambda: NOON)
    return filled


def test_what_would_be_sent_is_shown_and_only_then_sent_once_a_day(noon, browser, people):
    auditor = browser("auditor")
    page = auditor.see("/console/progress/remind")
    assert "发给这 1 位职工" in page and "发给这 1 位干事" in page and "天柱剧院工会" in page
    assert told(noon) == []
    for whom, count in (("workers", 2), ("officers", 0)):
        refused = auditor.post("/console/progress/remind", whom=whom, count=str(count))
        assert refused.status_code == 409 and "名单变了" in refused.get_data(as_text=True)
    assert told(noon) == []
    for whom in ("workers", "officers"):
        assert auditor.post("/console/progress/remind", whom=whom, count="1").status_code == 303
        assert auditor.post("/console/progress/remind", whom=whom, count="1").status_code == 409
    (first, second) = told(noon)
    assert first[:2] == (people["worker"], "urged")
    assert second == (
        people["officer"],
        "nudged",
        "五小征集提醒：淮河医院工会的“五小”成果路演项目还差 1 项，6月26日截止，还有 44 天。请发动职工申报；回复“单位进度”看看还差什么。",
    )
    assert "今天都已经收到过提醒" in auditor.see("/console/progress/remind")


def test_at_night_nobody_is_reminded(noon, browser, monkeypatch):
    monkeypatch.setattr(noon.clock, "now", lambda: NOON.replace(hour=23))
    auditor = browser("auditor")
    for whom in ("workers", "officers"):
        refused = auditor.post("/console/progress/remind", whom=whom, count="1")
        assert refused.status_code == 409 and "休息时间" in refused.get_data(as_text=True)
    assert told(noon) == []


def test_three_and_thirty_units_take_the_same_queries(house, people, browser):
    auditor = browser("auditor")

    def fill(start, count):
        for number in range(start, start + count):
            with house.db.write() as tx:
                name = f"第{number}工会"
                units.add(tx, name, parent=None, kind="unit", is_direct=True, now=house.clock.now())
            put(house, name, "submitted", "draft", category="小设计")

    fill(0, 3)
    paths = ("/console/progress?kinds=1", "/console/progress.xlsx", "/console/progress/remind")
    for path in paths:
        auditor.get(path)
    few = [statements(house, lambda path=path: auditor.get(path)) for path in paths]
    fill(3, 27)
    assert [statements(house, lambda path=path: auditor.get(path)) for path in paths] == few
