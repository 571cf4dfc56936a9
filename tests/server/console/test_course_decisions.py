"""Decisions on a course: its buttons are those of its own moves, its unit's officers hear, a selection can wait to be told."""

import re

import pytest

from core.adapters.tables import messages
from core.domain import courses as rules
from core.services import accounts, entries, recommending, staff, vetting
from tests.core.services import roadshows


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
