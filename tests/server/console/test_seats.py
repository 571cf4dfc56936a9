"""Seats: many invitations in one print, leaving by oneself, a unit's own quota, two roles at once."""

import re

import pytest
from sqlalchemy import select

from core.adapters.tables import helpers, messages
from core.domain.refusals import Refused
from core.services import accounts, entries, links, staff, units
from tests import filling
from tests.core.services import roadshows
from tests.counting import put
from tests.server.console.conftest import PASSWORD
from tests.server.console.test_navigation import menu

HOSPITAL, THEATRE, SCHOOL = "淮河医院工会", "天柱剧院工会", "新安职业学院工会"
PROVINCE = "安徽省教科文卫体工会"


@pytest.fixture
def unit(house, people):
    def found(name):
        with house.db.read() as tx:
            return units.by_name(tx, name)

    return found


@pytest.fixture
def heard(house):
    def told(person):
        with house.db.read() as tx:
            mine = messages.c.person == person
            return {row.reason: row.body["text"] for row in tx.rows(select(messages).where(mine))}

    return told


def sheets(page):
    """[(unit, code)] of a print."""
    return re.findall(r'<h2>([^<]+)</h2>.*?<p class="code">([^<]+)</p>', page, re.S)


def seat(house, name, unit, login, now):
    return staff.add(house, name, role="officer", unit=unit, login=login, password=PASSWORD, now=now).person


def test_ticked_units_are_printed_in_one_go_each_with_a_code_of_its_own(house, browser, people, unit, now):
    auditor = browser("auditor")
    form = {"csrf_token": auditor.token(), "unit": [unit(THEATRE), unit(SCHOOL), unit(THEATRE)]}
    page = auditor.client.post("/console/units/invitations", data=form).get_data(as_text=True)
    made = dict(sheets(page))
    assert sorted(made) == sorted([THEATRE, SCHOOL]) and len(set(made.values())) == 2
    with house.db.write() as tx:
        assert links.accept(tx, made[SCHOOL], by=people["worker"], now=now) == SCHOOL
        assert links.accept(tx, made[THEATRE], by=people["other"], now=now) == THEATRE


def test_units_of_a_page_without_officers_are_printed_by_one_button(browser, people):
    auditor = browser("auditor")
    page = auditor.see("/console/units")
    lacking = re.findall(r'name="lacking" value="([^"]+)"', page)
    assert "还没有干事的 3 个" in page and len(lacking) == 3
    form = {"csrf_token": auditor.token(), "lacking": lacking, "which": "lacking"}
    printed = auditor.client.post("/console/units/invitations", data=form).get_data(as_text=True)
    assert sorted(name for name, _ in sheets(printed)) == sorted([THEATRE, SCHOOL, "江淮科学技术馆工会"])


def test_a_branch_is_printed_without_who_is_full(house, browser, unit, now):
    for number in range(5):
        seat(house, f"干事{number}", THEATRE, f"g{number}", now)
    auditor = browser("auditor")
    printed = auditor.post("/console/units/invitations", branch=unit(THEATRE)).get_data(as_text=True)
    assert [name for name, _ in sheets(printed)] == ["天柱剧院舞美队"]
    assert f"{THEATRE}：已经有五位干事" in printed
    assert (
        len(sheets(auditor.post("/console/units/invitations", branch=unit(PROVINCE)).get_data(as_text=True)))
        == 15
    )


@pytest.mark.parametrize("wanted", [[], ["nowhere"], ["hospital", "nowhere"]])
def test_a_print_with_one_fault_makes_no_code_at_all(house, browser, unit, wanted):
    auditor = browser("auditor")
    ids = [unit(HOSPITAL) if one == "hospital" else one for one in wanted]
    form = {"csrf_token": auditor.token(), "unit": ids}
    assert auditor.client.post("/console/units/invitations", data=form).status_code in (404, 422)
    with house.db.read() as tx:
        assert tx.rows(select(accounts.codes).where(accounts.codes.c.kind == "invitation")) == []


def test_staff_of_a_branch_print_for_theirs_alone(house, browser, unit, now):
    staff.add(house, "分管", role="auditor", unit=HOSPITAL, login="branch", password=PASSWORD, now=now)
    branch = browser(None)
    branch.sign_in("branch")
    assert branch.post("/console/units/invitations", unit=unit(THEATRE)).status_code == 404
    assert branch.post("/console/units/invitations", branch=unit(THEATRE)).status_code == 404
    assert branch.post("/console/units/invitations", unit=unit(HOSPITAL)).status_code == 200
    assert browser("officer").post("/console/units/invitations", unit=unit(HOSPITAL)).status_code == 403


def test_an_officer_leaves_and_the_other_one_hears_what_is_open(house, browser, people, unit, heard, now):
    other = seat(house, "同事乙", HOSPITAL, "yi", now)
    put(house, HOSPITAL, "submitted", "submitted", "returned", "draft", "approved")
    officer = browser("officer")
    page = officer.see("/console/account")
    assert "待确认 2 项、退回中 1 项、填写中 1 项" in page and "另外 1 位干事" in page
    assert officer.post("/console/account/leave", unit=unit(HOSPITAL)).status_code == 303
    assert heard(other)["seat_left"].startswith(
        f"李干事不再担任“{HOSPITAL}”的工会干事。本单位还有待确认 2 项、退回中 1 项"
    )
    assert heard(people["auditor"]) == {}
    assert "没有后台权限" in officer.see("/console/account")  # still signed in, as anybody
    assert officer.get("/console/entries").status_code == 403
    again = officer.post("/console/account/leave", unit=unit(HOSPITAL))
    assert again.status_code == 409 and "已经不是" in again.get_data(as_text=True)


def test_the_last_officer_leaves_and_the_province_hears(house, browser, people, unit, heard):
    officer = browser("officer")
    assert "您是最后一位干事" in officer.see("/console/account")
    officer.post("/console/account/leave", unit=unit(HOSPITAL))
    for who in ("auditor", "admin"):
        assert "现在没有干事" in heard(people[who])["seat_empty"]
    assert heard(people["stranger"]) == {}


def test_nobody_leaves_a_seat_that_is_not_theirs(browser, unit):
    assert browser("stranger").post("/console/account/leave", unit=unit(HOSPITAL)).status_code == 409
    assert "李干事" in browser("auditor").see(f"/console/units/{unit(HOSPITAL)}/tree")


def test_an_officer_is_replaced_and_the_new_one_goes_on(
    house, browser, people, unit, submitted, state_of, now
):
    auditor = browser("auditor")
    printed = auditor.post(f"/console/units/{unit(HOSPITAL)}/sheet").get_data(as_text=True)
    ((_, code),) = sheets(printed)
    browser("officer").post("/console/account/leave", unit=unit(HOSPITAL))
    new = browser(None)
    new.get("/console/invitation")
    form = {"code": code, "name": "新干事", "login": "xin", "password": "a-long-password"}
    assert new.post("/console/invitation", **form).status_code == 303
    assert new.act(submitted, "confirm").status_code == 303
    assert state_of(submitted) == "confirmed"


def test_courses_stay_with_the_unit_when_their_officer_leaves(house, browser, people, unit, now):
    """They go to a colleague; where none is left they wait for the next officer, shut for who has left."""
    other = seat(house, "同事乙", HOSPITAL, "yi", now)
    mine = {"officer": people["officer"], "unit": unit(HOSPITAL)}
    course = roadshows.course(house, mine, now)
    own = filling.whole(house, by=people["officer"], now=now)
    address = f"/console/sheets/courses/{course}"
    officer = browser("officer")
    assert officer.get(address).status_code == 200
    officer.post("/console/account/leave", unit=unit(HOSPITAL))
    assert owners(house, course, own) == [
        other,
        people["officer"],
    ]  # what they declare themselves stays theirs
    second = browser(None)
    second.sign_in("yi")
    assert second.get(address).status_code == 200
    second.post("/console/account/leave", unit=unit(HOSPITAL))
    assert owners(house, course) == [other]
    for person in (people["officer"], other):
        with house.db.read() as tx, pytest.raises(Refused):
            entries.open_for(house, tx, course, by=person, to_edit=True)
    third = seat(house, "新干事", HOSPITAL, "xin", now)
    with house.db.read() as tx:
        assert entries.open_for(house, tx, course, by=third, to_edit=True).id == course
        assert entries.open_for(house, tx, own, by=people["officer"], to_edit=True).id == own


def owners(house, *wanted):
    with house.db.read() as tx:
        return [entries.load(house, tx, one).row.owner for one in wanted]


def test_who_helped_as_an_officer_helps_no_more(house, browser, people, unit, draft, now):
    with house.db.write() as tx:
        tx.run(helpers.insert().values(entry=draft, person=people["officer"], role="officer", added_at=now))
        assert entries.open_for(house, tx, draft, by=people["officer"], to_edit=True)
    browser("auditor").post(f"/console/units/{unit(HOSPITAL)}/seats", person=people["officer"])
    with house.db.read() as tx, pytest.raises(Refused):
        entries.open_for(house, tx, draft, by=people["officer"])


def test_a_units_own_quota_is_set_by_an_administrator_and_counts(house, browser, unit):
    admin, path = browser("administrator"), f"/console/units/{unit(HOSPITAL)}"
    assert (
        admin.post(f"{path}/change", act="quota", least__innovation="3", least__roadshow="").status_code
        == 303
    )
    assert "0/3" in admin.see("/console/units")
    page = admin.see(f"{path}/tree")
    assert re.search(r'name="least.innovation"[^>]*value="3"', page)
    assert re.search(r'name="least.roadshow"[^>]*value=""', page)
    wrong = admin.post(f"{path}/change", act="quota", least__innovation="三")
    assert wrong.status_code == 422 and "0 到 9999" in wrong.get_data(as_text=True)
    assert admin.post(f"{path}/change", act="quota").status_code == 303
    assert "0/3" not in admin.see("/console/units")  # as the campaign asks of each
    assert browser("auditor").post(f"{path}/change", act="quota", least__innovation="0").status_code == 403


def test_who_is_of_the_province_and_an_officer_sees_both_roadshows(house, browser, people, unit, now):
    with house.db.write() as tx:
        accounts.grant(tx, people["auditor"], "officer", unit=unit(THEATRE), campaign=None, by=None, now=now)
    both = browser("auditor")
    places = {label: address for address, _, label in menu(both.see("/console/"))}
    assert {"推荐路演", "路演"} <= set(places)
    for label in ("推荐路演", "路演"):
        page = both.get(places[label], follow_redirects=True)
        assert page.status_code == 200
        assert [name for _, is_here, name in menu(page.get_data(as_text=True)) if is_here] == [label]
