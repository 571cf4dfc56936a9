"""Without an invitation: a sealed letter is sent from a signed-in browser, the province sees it and admits or refuses, and the
person and the unit's officers hear of it."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from core.adapters import ids
from core.adapters.tables import applications, messages
from core.services import accounts, admitting, applying, merging, staff, units
from tests import recommended, sealing
from tests.counting import statements
from tests.server.console.conftest import PASSWORD

HOSPITAL, THEATRE, SCHOOL = "淮河医院工会", "天柱剧院工会", "新安职业学院工会"
PROVINCE = "安徽省教科文卫体工会"
PHONE = "0551-60000000"


@pytest.fixture(scope="module")
def letter(tmp_path_factory):
    return recommended.letter(
        tmp_path_factory.mktemp("letter") / "推荐信.jpg", THEATRE, shrunk=3
    ).read_bytes()


@pytest.fixture
def unit(house, people):
    def found(name):
        with house.db.read() as tx:
            return units.by_name(tx, name)

    return found


@pytest.fixture
def apply(letter):
    def sent(browser, content=None, filename="推荐信.jpg", **told):
        told = {"unit": "", "unit_name": "", "name": "申请人甲", "phone": PHONE, **told}
        data = {"csrf_token": browser.token(), **told}
        if content != b"":
            data["letter"] = (BytesIO(content or letter), filename)
        return browser.client.post("/console/apply", data=data, content_type="multipart/form-data")

    return sent


@pytest.fixture
def rows(house):
    def found():
        with house.db.read() as tx:
            return tx.rows(select(applications).order_by(applications.c.id))

    return found


@pytest.fixture
def heard(house):
    def told(person):
        with house.db.read() as tx:
            mine = messages.c.person == person
            return {row.reason: row.body["text"] for row in tx.rows(select(messages).where(mine))}

    return told


def decide(browser, row, act, **form):
    return browser.post(f"/console/applications/{row.id}/{act}", **form)


def kept(house, row):
    return [house.files.path(place).exists() for place in (row.place, row.preview) if place]


def test_somebody_without_an_invitation_finds_the_unit_sends_the_letter_and_is_admitted(
    house, browser, people, unit, apply, rows, heard
):
    worker, auditor = browser("worker"), browser("auditor")
    assert "/console/apply" in worker.get("/console/").get_data(as_text=True)
    theatre = unit(THEATRE)
    assert f"/console/apply?unit={theatre}" in worker.see("/console/apply?text=天柱")
    assert THEATRE in worker.see(f"/console/apply?unit={theatre}")
    assert apply(worker, unit=theatre).status_code == 303
    assert "等省里核对" in worker.see("/console/apply")
    assert "有新的" in auditor.see("/console/units")
    page = auditor.see("/console/applications")
    assert "申请人甲" in page and "055160000000" in page.replace("-", "") and "现有干事：没有（0/5）" in page
    assert "看到红色印章" in page
    picture = auditor.get(re.search(r'<img src="(/files/[^"]+)"', page)[1])
    assert (picture.status_code, picture.mimetype, picture.get_data()[:2]) == (200, "image/jpeg", b"\xff\xd8")
    picture.close()
    (row,) = rows()
    assert PHONE not in row.phone and kept(house, row) == [True, True]
    assert "申请人甲" in heard(people["auditor"])["seat_applied"]
    assert decide(auditor, row, "admit", unit=THEATRE).status_code == 303
    assert THEATRE in worker.see("/console/") and "已同意" in worker.see("/console/apply")
    assert "省里已同意" in heard(people["worker"])["seat_admitted"]
    with house.db.read() as tx:
        assert staff.name_of(tx, people["worker"]) == "申请人甲"
    twice = decide(auditor, row, "refuse", reason="晚了")
    assert twice.status_code == 409 and "处理过" in twice.get_data(as_text=True)
    assert "申请人甲" in auditor.see("/console/applications?state=done")


def test_a_refusal_tells_the_reason_and_leaves_the_way_open(browser, people, unit, apply, rows, heard):
    worker, auditor = browser("worker"), browser("auditor")
    apply(worker, unit=unit(THEATRE))
    (row,) = rows()
    blank = decide(auditor, row, "refuse", reason="  ")
    assert blank.status_code == 422 and "没有写不同意的原因" in blank.get_data(as_text=True)
    assert decide(auditor, row, "refuse", reason="印章不是这个单位的").status_code == 303
    assert "印章不是这个单位的" in worker.see("/console/apply")
    assert "印章不是这个单位的" in heard(people["worker"])["seat_refused"]
    assert worker.get("/console/").status_code == 403
    assert apply(worker, unit=unit(THEATRE)).status_code == 303


def test_officers_of_the_unit_are_told_twice(browser, people, unit, apply, rows, heard):
    apply(browser("worker"), unit=unit(HOSPITAL))
    assert "不是本单位的人" in heard(people["officer"])["seat_asked"]
    auditor = browser("auditor")
    assert "现有干事：李干事（1/5）" in auditor.see("/console/applications")
    decide(auditor, rows()[0], "admit", unit=HOSPITAL)
    assert f"申请人甲已成为“{HOSPITAL}”" in heard(people["officer"])["seat_joined"]
    assert heard(people["stranger"]) == {}


def test_one_application_waits_and_three_a_day_are_the_most(browser, people, unit, apply, rows):
    worker, theatre = browser("worker"), unit(THEATRE)
    assert apply(worker, unit=theatre).status_code == 303
    again = apply(worker, unit=unit(HOSPITAL))
    assert again.status_code == 409 and "已经有一份申请" in again.get_data(as_text=True)
    for _ in range(2):
        assert worker.post("/console/apply/withdraw").status_code == 303
        assert apply(worker, unit=theatre).status_code == 303
    worker.post("/console/apply/withdraw")
    fourth = apply(worker, unit=theatre)
    assert fourth.status_code == 429 and "一天最多申请 3 次" in fourth.get_data(as_text=True)
    assert [row.state for row in rows()] == ["withdrawn"] * 3


def test_what_is_withdrawn_is_gone_with_its_letter_and_cannot_be_decided(house, browser, unit, apply, rows):
    worker, auditor = browser("worker"), browser("auditor")
    apply(worker, unit=unit(THEATRE))
    (row,) = rows()
    assert worker.post("/console/apply/withdraw").status_code == 303
    assert kept(house, row) == [False, False]
    assert "申请人甲" not in auditor.see("/console/applications")
    assert decide(auditor, row, "admit", unit=THEATRE).status_code == 404
    assert worker.post("/console/apply/withdraw").status_code == 303  # a second click


def test_a_unit_that_was_merged_meanwhile_seats_them_where_it_went(
    house, browser, people, unit, apply, rows, now
):
    theatre = unit(THEATRE)
    apply(browser("worker"), unit=theatre)
    with house.db.write() as tx:
        merging.merge(tx, theatre, unit(SCHOOL), by=people["admin"], now=now)
    assert decide(browser("auditor"), rows()[0], "admit", unit=THEATRE).status_code == 303
    assert SCHOOL in browser("worker").see("/console/account")


def test_a_unit_that_is_not_in_the_tree_is_made_by_an_administrator_alone(browser, unit, apply, rows):
    worker, auditor, admin = browser("worker"), browser("auditor"), browser("administrator")
    assert "没有找到，就按“新开的剧场工会”申请" in worker.see("/console/apply?text=新开的剧场工会")
    assert apply(worker, unit_name="新开的剧场工会").status_code == 303
    (row,) = rows()
    assert "单位库里没有" in auditor.see("/console/applications")
    form = {"unit": "新开的剧场工会", "parent": PROVINCE, "direct": "on"}
    assert decide(auditor, row, "admit", **form).status_code == 403
    lost = decide(admin, row, "admit", **{**form, "parent": "没有的上级"})
    assert lost.status_code == 422 and "上级单位全称" in lost.get_data(as_text=True)
    assert unit("新开的剧场工会") is None
    assert decide(admin, row, "admit", **form).status_code == 303
    assert unit("新开的剧场工会") and "新开的剧场工会" in worker.see("/console/")
    assert "新开的剧场工会" in admin.see("/console/units")  # a directly affiliated one


def test_an_auditor_puts_a_misspelt_unit_right(browser, unit, apply, rows):
    apply(browser("worker"), unit_name="天柱剧院")
    assert decide(browser("auditor"), rows()[0], "admit", unit=THEATRE).status_code == 303
    assert THEATRE in browser("worker").see("/console/account")


@pytest.mark.parametrize(
    ("told", "content", "said"),
    [
        ({"name": " "}, None, "没有写姓名"),
        ({"phone": "123"}, None, "电话不像"),
        ({"unit": "", "unit_name": ""}, None, "没有写单位"),
        ({"unit": "01a2135c-0000-7000-8000-000000000000"}, None, "单位"),
        ({}, b"", "没有选盖章的推荐信"),
        ({}, b"no picture at all", "这份文件打不开"),
        ({}, sealing.blank_pdf(), "没有字的白纸"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_request_says_why_and_keeps_nothing(
    house, browser, unit, apply, rows, told, content, said
):
    told = {"unit": unit(THEATRE), **told}
    page = apply(browser("worker"), content, "推荐信.pdf", **told)
    assert 400 <= page.status_code < 500 and said in page.get_data(as_text=True)
    assert rows() == []
    letters = house.files.path("letters")
    assert not letters.exists() or not [path for path in letters.rglob("*") if path.is_file()]


def test_a_letter_without_red_says_so_to_the_province(tmp_path, browser, unit, apply):
    dark = recommended.letter(tmp_path / "a.jpg", THEATRE, seal=None, shrunk=2).read_bytes()
    assert apply(browser("worker"), dark, unit=unit(THEATRE)).status_code == 303
    assert "没有看到红色印章" in browser("auditor").see("/console/applications")


def test_who_sits_there_need_not_apply(browser, unit, apply, rows):
    page = apply(browser("officer"), unit=unit(HOSPITAL))
    assert page.status_code == 409 and "不用申请" in page.get_data(as_text=True) and rows() == []


def test_a_full_unit_admits_nobody(house, browser, people, unit, apply, rows, now):
    apply(browser("worker"), unit=unit(THEATRE))
    for number in range(5):
        staff.add(
            house,
            f"干事{number}",
            role="officer",
            unit=THEATRE,
            login=f"g{number}",
            password=PASSWORD,
            now=now,
        )
    page = decide(browser("auditor"), rows()[0], "admit", unit=THEATRE)
    assert page.status_code == 409 and "5" in page.get_data(as_text=True)
    assert rows()[0].state == "waiting"


def test_nobody_admits_themselves(house, browser, people, unit, apply, rows, now):
    apply(browser("worker"), unit=unit(THEATRE))
    with house.db.write() as tx:
        accounts.grant(tx, people["worker"], "auditor", unit=None, campaign=None, by=None, now=now)
    page = decide(browser("worker"), rows()[0], "admit", unit=THEATRE)
    assert page.status_code == 403 and "不能自己批" in page.get_data(as_text=True)


def test_staff_of_one_branch_see_theirs_alone(house, browser, people, unit, apply, rows, now):
    apply(browser("worker"), unit=unit(THEATRE))
    made = staff.add(house, "分管", role="auditor", unit=HOSPITAL, login="branch", password=PASSWORD, now=now)
    branch = browser(None)
    branch.sign_in("branch")
    assert "申请人甲" not in branch.see("/console/applications")
    assert decide(branch, rows()[0], "admit", unit=THEATRE).status_code == 404
    assert rows()[0].state == "waiting" and made.person
    for who in ("officer", "worker"):
        assert decide(browser(who), rows()[0], "admit", unit=THEATRE).status_code in (403, 404)
        assert browser(who).get("/console/applications").status_code == 403


def test_the_list_takes_the_same_queries_for_three_and_for_thirty(
    house, people, unit, apply, browser, rows, now
):
    apply(browser("worker"), unit=unit(HOSPITAL))
    (row,) = rows()
    counts, shown = [], []
    for more in (2, 27):
        with house.db.write() as tx:
            for number in range(more):
                person = staff.new_person(tx, f"某{number}", now=now)
                again = {
                    **row._mapping,
                    "id": ids.new(),
                    "person": person,
                    "unit": unit(THEATRE if number % 2 else HOSPITAL),
                }
                tx.run(applications.insert().values(**again))

        def looked():
            with house.db.read() as tx:
                shown.append(len(admitting.page(house, tx, by=people["auditor"])[0]))

        counts.append(statements(house, looked))
    assert shown == [3, 30] and counts[0] == counts[1]


def test_a_file_too_large_is_refused_as_a_page(browser, unit, apply, rows, monkeypatch):
    monkeypatch.setattr(applying, "MOST", 1000)
    page = apply(browser("worker"), unit=unit(THEATRE))
    assert page.status_code == 413 and rows() == []
