"""Decisions on a course: its buttons are those of its own moves, its unit's officers hear, a selection can wait to be told."""

import json
import re

import pytest

from core.adapters.tables import messages
from core.domain import courses as rules
from core.services import accounts, entries, recommending, staff, vetting
from tests.core.services import roadshows
from tests.server.console.test_roadshow import filled, said, uploaded


@pytest.fixture
def unit(house, people):
    people["unit"] = roadshows.unit_named(house, "淮河医院工会")
    return people["unit"]


@pytest.fixture
def sheet(unit):
    return f"/console/sheets/{roadshows.CAMPAIGN}/{unit}"


@pytest.fixture
def sent(house, people, unit, now):
    made = roadshows.course(house, people, now)
    assert recommending.submit(house, [made], by=people["officer"], now=now) == [(made, None)]
    return made


def load(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry)


def told(house, reason):
    return [
        (row.person, row.body["text"]) for row in roadshows.rows(house, messages, messages.c.reason == reason)
    ]


def shortlisted(house, people, now, sent):
    by = people["auditor"]
    with house.db.write() as tx:
        vetting.receive(house, tx, sent, received_at=now, by=by, now=now)
        vetting.tick(house, tx, sent, rules.points(entries.load(house, tx, sent).track), by=by, now=now)
        vetting.accept(house, tx, sent, by=by, now=now)
        vetting.shortlist(house, tx, sent, by=by, now=now)


@pytest.mark.parametrize(
    ("act", "state", "reason", "words"),
    [
        ("select", "selected", "selected", "入选了"),
        ("pass_over", "not_selected", "passed_over", "这次没有入选"),
    ],
)
def test_a_course_is_selected_or_not_by_a_button_and_its_officers_hear(
    house, browser, people, now, sent, act, state, reason, words
):
    shortlisted(house, people, now, sent)
    auditor, where = browser("auditor"), f"/console/courses/{sent}"
    page = auditor.see(where)
    assert 'value="select">入选<' in page and 'value="pass_over">不入选<' in page
    assert (
        'value="accept"' not in page and 'value="return"' not in page
    )  # the table of moves has neither here
    seen = str(load(house, sent).row.version)
    assert auditor.post(f"{where}/decision", act=act, seen=seen).status_code == 303
    assert load(house, sent).state == state
    assert [person for person, _ in told(house, "accepted")] == [people["officer"]]
    ((person, text),) = told(house, reason)
    assert person == people["officer"] and words in text and "输液架锁止微课堂" in text


def test_who_sits_in_the_unit_now_hears_and_not_who_has_left(house, browser, people, unit, now, sent):
    new = staff.add(
        house, "新干事", role="officer", unit="淮河医院工会", login="new", password="wuxiao-demo", now=now
    )
    with house.db.write() as tx:
        accounts.end(tx, people["officer"], "officer", unit=unit, by=None, now=now)
    seen = str(load(house, sent).row.version)
    form = {"reason.video": "请横屏重拍", "act": "return", "seen": seen}
    assert browser("auditor").post(f"/console/courses/{sent}/decision", **form).status_code == 303
    ((person, text),) = told(house, "returned")
    assert person == new.person and "课程视频：请横屏重拍" in text and "后台“路演”" in text


@pytest.mark.parametrize("who", ["officer", "auditor"])
def test_the_page_of_entries_offers_a_course_no_buttons_of_an_innovation(
    house, browser, people, now, sent, who
):
    for move in (lambda: None, lambda: shortlisted(house, people, now, sent)):
        move()
        page = browser(who).see(f"/console/entries/{sent}")
        assert not re.search(r"/(confirm|approve|return|reject|revoke|confirm_on_paper)\"", page)
        assert ("去核对页办理" in page) == (who == "auditor")


def test_a_selection_written_down_is_shown_to_the_province_alone(house, browser, people, sheet, now, sent):
    shortlisted(house, people, now, sent)
    auditor, where = browser("auditor"), f"/console/courses/{sent}"
    seen = str(load(house, sent).row.version)
    assert auditor.post(f"{where}/decision", act="select", seen=seen, when="later").status_code == 303
    assert "已记下“入选”，还没有公布" in auditor.see(where) and load(house, sent).state == "shortlisted"
    officer = browser("officer")
    for page in (f"/console/entries/{sent}", f"/console/sheets/courses/{sent}", sheet):
        assert "记下" not in officer.see(page).replace("记下来", "")
    assert told(house, "selected") == []


def test_the_choice_of_the_sheet_can_wait_for_the_batch(house, browser, people, now, sent, sheet, tmp_path):
    with house.db.write() as tx:
        vetting.note_receipt(tx, sent, "noted", received_at=now, by=people["auditor"], now=now)
        points = rules.points(entries.load(house, tx, sent).track)
        vetting.tick(house, tx, sent, points, by=people["auditor"], now=now)
    auditor, officer, where = browser("auditor"), browser("officer"), f"/console/courses/{sent}"
    seen = str(load(house, sent).row.version)
    assert auditor.post(f"{where}/decision", act="accept", seen=seen, when="later").status_code == 303
    assert "已记下“受理”，还没有公布" in auditor.see(where) and load(house, sent).state == "submitted"
    assert "受理 1 项" in re.sub(r"</?d[dt]>", " ", auditor.see("/console/verdicts")).replace("  ", " ")
    held = re.search(r'name="verdict" value="([^"]+)"', auditor.see(where))[1]
    assert auditor.post(f"/console/entries/{sent}/verdict/removal", verdict=held).status_code == 303
    assert auditor.post(f"{where}/decision", act="accept", seen=seen, when="now").status_code == 303
    before = officer.see(sheet)
    rows = filled(auditor.get("/console/panel/scores.xlsx").data, ("95.5", "是"))
    page = said(uploaded(auditor, rows, tmp_path / "f.xlsx"))
    assert "先记下，以后成批公布" in page
    digest = re.search(r'name="digest" value="([^"]+)"', page)[1]
    told = auditor.post("/console/panel/applied", digest=digest, lines=json.dumps(rows), when="later")
    assert told.headers["Location"] == "/console/verdicts?campaign=2024-anhui"
    assert "记下入选 1 门、未入选 0 门，单位还不知道" in auditor.see("/console/verdicts")
    assert load(house, sent).state == "accepted" and officer.see(sheet) == before


def test_a_course_that_was_sent_in_waits_for_the_province(browser, sent):
    """The first page counts by the one rule of whose turn it is."""
    page = browser("auditor").see("/console/")
    told = re.findall(r"<b>(\d+)</b><span>(\S+?)</span>", page)
    assert told[:2] == [("1", "待审核"), ("0", "单位待确认")]
    assert "输液架锁止微课堂" in page
    assert "state=submitted&kind=2024-anhui/innovation" in page  # the number leads to what it counts
