"""The console's pages of a roadshow: the officer's sheet, the province's list, the panel's sheet; whose they are."""

import json
import re
from html import unescape
from io import BytesIO

import openpyxl
import pytest

from core.adapters import sheets
from core.adapters.tables import courses as course_table
from core.adapters.tables import ticks
from core.domain import courses as rules
from core.domain import moves
from core.services import acts, entries, mobilising, packages, recommending, vetting
from server.console import wording_courses
from tests.core.services import roadshows


@pytest.fixture
def unit(house, people):
    people["unit"] = roadshows.unit_named(house, "淮河医院工会")
    return people["unit"]


@pytest.fixture
def sheet(unit):
    return f"/console/sheets/{roadshows.CAMPAIGN}/{unit}"


@pytest.fixture
def course(house, people, unit, now):
    return roadshows.course(house, people, now)


@pytest.fixture
def sent(house, people, now, course):
    assert recommending.submit(house, [course], by=people["officer"], now=now) == [(course, None)]
    return course


def said(response):
    return unescape(response.get_data(as_text=True))


def load(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry)


def test_an_officer_builds_a_course_item_by_item(house, browser, people, sheet):
    officer = browser("officer")
    assert officer.get("/console/sheets").headers["Location"].endswith(sheet)
    assert "还没有课程" in officer.see(sheet)
    made = officer.post(f"{sheet}/courses").headers["Location"]
    entry = made.rsplit("/", 1)[1]
    for key, value in (
        ("course_title", "微课堂"), ("submitting_unit", "淮河医院护理部"), ("course_phone", "0551-60000001"),
        ("tutor_intro", "导师"),
    ):  # fmt: skip
        assert officer.post(f"{made}/item", key=key, value=value, seen="0").status_code == 303
    craftsman = {
        "person.0.name": "甲一", "person.0.unit": "护理部", "person.0.level": "省级", "person.0.title": "江淮工匠",
        "person.0.intro": "临床护理，护士长，获江淮工匠称号。", "person.0.no_videos": "on", "person.1.name": "",
    }  # fmt: skip
    assert officer.post(f"{made}/item", key="craftsmen", seen="0", **craftsman).status_code == 303
    answers = load(house, entry).answers
    assert answers["submitting_unit"] == {"id": roadshows.unit_named(house, "淮河医院护理部")}
    assert answers["craftsmen"] == [
        {
            "id": "p1", "name": "甲一", "unit": "护理部", "honour": {"level": "省级", "title": "江淮工匠"},
            "intro": "临床护理，护士长，获江淮工匠称号。", "videos": [], "no_videos": True,
        }
    ]  # fmt: skip
    page = officer.see(made)
    assert "江淮工匠" in page and "还差" in page


def test_what_the_sheet_says_once_stands_in_its_box_whole(house, browser, sheet, course):
    """A telephone shown with stars would be saved with stars."""
    officer = browser("officer")
    assert 'value="055160000000"' in officer.see(sheet)
    told = {"contact": "王干事", "phone": "0551-60000009"}
    assert officer.post(f"{sheet}/shared", **told).status_code == 303
    answers = load(house, course).answers
    assert (answers["contact"], answers["phone"]) == ("王干事", "055160000009")


def test_what_cannot_be_saved_is_told_at_its_item_and_stays_typed(browser, course):
    officer = browser("officer")
    where = f"/console/sheets/courses/{course}"
    response = officer.post(f"{where}/item", key="course_title", value="另一个名称", seen="99")
    assert response.status_code == 409
    page = said(response)
    assert 'value="另一个名称"' in page and 'role="alert"' in page


def test_htmx_gets_the_item_alone(browser, course):
    officer = browser("officer")
    form = {"csrf_token": officer.token(), "key": "tutor_intro", "value": "新的简介", "seen": "1"}
    response = officer.client.post(
        f"/console/sheets/courses/{course}/item", data=form, headers={"HX-Request-Type": "partial"}
    )
    page = said(response)
    assert response.status_code == 200
    assert (
        page.strip().startswith("<article")
        and "已保存" in page
        and "新的简介" in page
        and "<html" not in page
    )


def test_courses_are_sent_in_together_and_the_sheet_is_printed(house, browser, people, now, sheet, course):
    officer = browser("officer")
    pdf = officer.get(f"{sheet}/sheet.pdf")
    assert (pdf.status_code, pdf.mimetype, pdf.data[:5]) == (200, "application/pdf", b"%PDF-")
    word = officer.get(f"/console/sheets/courses/{course}/introduction.docx")
    assert word.status_code == 200 and word.data[:2] == b"PK"
    response = officer.post(f"{sheet}/submission", course=course)
    assert response.status_code == 303
    page = officer.see(sheet)
    assert "已提交 1 门课程" in page and "待省级核对" in page and "已达到" in page
    assert load(house, course).state == "submitted"
    response = officer.post(f"{sheet}/submission")
    assert response.status_code == 422 and "没有勾选课程" in said(response)


def test_a_course_that_was_sent_in_waits_for_no_officer(house, browser, people, now, sent):
    """It is the province's (N9): nowhere is an officer asked to confirm it."""
    page = browser("officer").see("/console/")
    assert re.findall(r"<b>(\d+)</b><span>(\S+?)</span>", page)[0] == ("0", "待确认")
    assert "现在没有等您确认的申报" in page
    with house.db.read() as tx:
        found = mobilising.overview(house, tx, by=people["officer"], now=now)
    assert (found.submitted.lines, found.submitted.total, found.counts.get("submitted", 0)) == ((), 0, 0)


def test_the_province_receives_ticks_accepts_and_publishes(house, browser, people, now, sent):
    auditor, where = browser("auditor"), f"/console/courses/{sent}"
    assert "输液架锁止微课堂" in auditor.see("/console/courses")
    seen = str(load(house, sent).row.version)
    response = auditor.post(f"{where}/decision", act="accept", seen=seen)
    assert response.status_code == 409 and "审核要点没有勾选" in said(response)
    points = list(rules.points(load(house, sent).track))
    assert auditor.post(f"{where}/points", point=points).status_code == 303
    assert len(roadshows.rows(house, ticks)) == len(points)
    for day in ("0001-01-01", "9999-12-31", "soon"):
        assert auditor.post(f"{where}/receipt", day=day).status_code == 422
    assert auditor.post(f"{where}/receipt", day=f"{now:%Y-%m-%d}").status_code == 303
    for act, state in (("accept", "accepted"), ("shortlist", "shortlisted")):
        seen = str(load(house, sent).row.version)
        assert auditor.post(f"{where}/decision", act=act, seen=seen).status_code == 303
        assert load(house, sent).state == state
    with house.db.write() as tx:
        vetting.choose(house, tx, sent, is_selected=True, by=people["auditor"], now=now)
    seen = str(load(house, sent).row.version)
    assert auditor.post(f"{where}/decision", act="publish", seen=seen).status_code == 303
    assert [row.entry for row in roadshows.rows(house, course_table)] == [sent]
    assert "淮河医院工会+输液架锁止微课堂+李干事.mp4" in auditor.see(where)


def test_a_course_that_was_handed_over_has_its_pages_and_may_be_selected(
    house, browser, people, now, sent, sheet, tmp_path
):
    """Where the province collects (N10, N11): the national platform says which, by the score sheet or by a button."""
    accept(house, people, now, sent)
    with house.db.write() as tx:
        acts.move(tx, entries.load(house, tx, sent), "forward", by=people["auditor"], now=now)
    officer, auditor = browser("officer"), browser("auditor")
    for page in (
        officer.see(sheet),
        officer.see(f"/console/sheets/courses/{sent}"),
        auditor.see("/console/courses"),
    ):
        assert "已转报" in page
    assert "已转报（1）" in auditor.see("/console/courses")
    page = auditor.see(f"/console/courses/{sent}")
    assert "列入评议" in page and "不入选" in page and ">退回补正<" not in page
    rows = filled(auditor.get("/console/panel/scores.xlsx").data, ("95.5", "是"))
    response = uploaded(auditor, rows, tmp_path / "f.xlsx")
    digest = re.search(r'name="digest" value="([^"]+)"', said(response))[1]
    response = auditor.post("/console/panel/applied", digest=digest, lines=json.dumps(rows))
    assert response.status_code == 303, said(response)
    assert load(house, sent).state == "selected"


def test_every_state_of_a_course_has_its_words():
    assert wording_courses.NEXT.keys() == wording_courses.TONES.keys() == moves.STATES["roadshow"]
    assert {*vetting.SENT} == moves.STATES["roadshow"] - {"draft", "withdrawn"}


def accept(house, people, now, entry):
    with house.db.write() as tx:
        vetting.note_receipt(tx, entry, "noted", received_at=now, by=people["auditor"], now=now)
        points = rules.points(entries.load(house, tx, entry).track)
        vetting.tick(house, tx, entry, points, by=people["auditor"], now=now)
        vetting.accept(house, tx, entry, by=people["auditor"], now=now)


def test_what_nobody_types_is_refused_and_breaks_nothing(house, browser, sent):
    auditor = browser("auditor")
    for day in ("", "2024-13-01", "0001-01-01", "2024-05-13T01:00"):
        assert auditor.post(f"/console/courses/{sent}/receipt", day=day).status_code == 422, day
    for lines in ("", "null", "[1]", "[" * 5000, "[[]]", '[["编号","专家1","入选"],[null]]'):
        told = auditor.post("/console/panel/applied", digest="x", lines=lines)
        assert told.status_code in (409, 422), lines[:20]
    assert load(house, sent).state == "submitted"


def test_a_return_tells_the_officer_why(house, browser, sent):
    seen = str(load(house, sent).row.version)
    told = {"reason.video": "请横屏重拍", "act": "return", "seen": seen}
    assert browser("auditor").post(f"/console/courses/{sent}/decision", **told).status_code == 303
    page = browser("officer").see(f"/console/sheets/courses/{sent}")
    assert "课程视频：请横屏重拍" in page and "退回补正" in page


def filled(content, *told):
    book = openpyxl.load_workbook(BytesIO(content))
    rows = [[str(cell or "") for cell in row] for row in book["评分表"].iter_rows(values_only=True)]
    for row, (points, choice) in zip(rows[1:], told, strict=False):
        row[rows[0].index("专家1")], row[rows[0].index("入选")] = points, choice
    return rows


def uploaded(auditor, rows, path):
    sheets.write_rows(path, [("评分表", rows[0], rows[1:])])
    form = {"csrf_token": auditor.token(), "sheet": (BytesIO(path.read_bytes()), "评分表.xlsx")}
    return auditor.client.post("/console/panel/preview", data=form)


@pytest.mark.parametrize(("points", "status"), [("95.5", 200), ("101", 422)])
def test_scores_are_shown_before_they_count(house, browser, people, now, sent, tmp_path, points, status):
    with house.db.write() as tx:
        vetting.note_receipt(tx, sent, "noted", received_at=now, by=people["auditor"], now=now)
        vetting.tick(
            house, tx, sent, rules.points(entries.load(house, tx, sent).track), by=people["auditor"], now=now
        )
        vetting.accept(house, tx, sent, by=people["auditor"], now=now)
    auditor = browser("auditor")
    rows = filled(auditor.get("/console/panel/scores.xlsx").data, (points, "是"))
    response = uploaded(auditor, rows, tmp_path / "f.xlsx")
    page = said(response)
    assert response.status_code == status and load(house, sent).state == "accepted"
    if status == 422:
        assert "没有导入任何内容" in page and ">E<" in page and "确认导入" not in page
        return
    digest = re.search(r'name="digest" value="([^"]+)"', page)[1]
    response = auditor.post("/console/panel/applied", digest=digest, lines=json.dumps(rows))
    assert response.status_code == 303, said(response)
    assert load(house, sent).state == "selected"
    assert "1 位专家，平均 95.5 分" in auditor.see("/console/courses")


def test_the_panels_package_says_what_is_in_it_and_what_is_lacking(house, browser, people, now, sent):
    auditor, where = browser("auditor"), {"kind": "panel", "of": "2024-anhui/roadshow"}
    none = auditor.post("/console/handover", **where)
    assert none.status_code == 409 and "还没有受理的课程" in said(none)
    accept(house, people, now, sent)
    entry = load(house, sent)
    house.files.path(entry.files[entry.answers["video"][0]["attachment"]].place).unlink()
    asked = auditor.post("/console/handover", **where).headers["Location"]
    assert packages.make(house, asked.rsplit("/", 1)[1], now=now) == "made"
    page = auditor.see(asked)
    assert "课程 1 门，文件 3 个" in page and "缺 1 个文件" in page and "电子签名" not in page
    assert 'value="panel"' not in auditor.see("/console/handover")  # asked for where the panel's work is


@pytest.mark.parametrize("who", ["stranger", "auditor", "administrator"])
def test_a_sheet_and_its_courses_are_the_units_own(browser, sheet, course, who):
    asker = browser(who)
    for path in (sheet, f"{sheet}/sheet.pdf", f"/console/sheets/courses/{course}"):
        assert asker.get(path).status_code == 404, path
    for path in (f"{sheet}/courses", f"{sheet}/submission", f"/console/sheets/courses/{course}/item"):
        assert asker.post(path, key="course_title", value="x").status_code == 404, path


@pytest.mark.parametrize("who", ["stranger", "officer"])
def test_the_provinces_pages_are_the_provinces(house, browser, sent, who):
    asker = browser(who)
    for path in ("/console/courses", "/console/panel", "/console/panel/scores.xlsx"):
        assert asker.get(path).status_code == 403, path
    assert asker.get(f"/console/courses/{sent}").status_code == 404
    for act in ("receipt", "points", "decision"):
        told = {"act": "accept", "seen": "1", "day": "2024-05-13"}
        assert asker.post(f"/console/courses/{sent}/{act}", **told).status_code == 404
    for path in ("preview", "applied"):
        assert asker.post(f"/console/panel/{path}").status_code == 403
    assert load(house, sent).state == "submitted"


def test_a_draft_is_unknown_to_the_province(browser, course):
    assert browser("auditor").get(f"/console/courses/{course}").status_code == 404
