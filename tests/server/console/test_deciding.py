"""Confirming, returning, approving: what happens, what is said, and that nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update

from core.adapters.tables import (
    answers,
    attachments,
    certificates,
    log,
    messages,
    papers,
    permits,
    reviews,
)
from core.domain.refusals import Refused
from core.services import acts, answering, entries
from core.services import papers as letters
from core.services import reviews as review_service
from tests import filling


def said(response):
    return unescape(response.get_data(as_text=True))


def rows(house, table, *where):
    with house.db.read() as tx:
        return tx.rows(select(table).where(*where))


def after(browser, response):
    """The page a good act leads to."""
    assert response.status_code == 303, said(response)
    return browser.see(response.headers["Location"])


def told(house, reason):
    return [row.body["text"] for row in rows(house, messages, messages.c.reason == reason)]


def test_the_whole_way_from_confirming_to_a_certificate(house, browser, submitted, state_of):
    officer, auditor = browser("officer"), browser("auditor")
    page = after(officer, officer.act(submitted, "confirm"))
    assert f"已确认《{filling.TITLE}》" in page and "申报人王师傅会在公众号收到通知" in page
    assert state_of(submitted) == "confirmed" and len(told(house, "confirmed")) == 1
    page = after(auditor, auditor.act(submitted, "approve"))
    (held,) = rows(house, certificates)
    assert held.number in page and f"/verify/{held.code}" in page
    assert state_of(submitted) == "approved" and len(told(house, "approved")) == 1
    page = after(auditor, auditor.act(submitted, "revoke", reason__revoke="经核实系重复申报"))
    assert "已撤销" in page and "经核实系重复申报" in page
    assert state_of(submitted) == "revoked"


def test_a_return_by_the_officer_carries_reasons_per_item(house, browser, submitted, state_of):
    officer = browser("officer")
    response = officer.act(submitted, "return", reason__title="请缩短名称", reason__general="其余都好")
    page = after(officer, response)
    assert "2 条原因" in page and "5月20日" in page and "改好后回到“待确认”" in page
    (review,) = rows(house, reviews)
    assert (review.role, review.reasons) == ("officer", {"title": "请缩短名称", "general": "其余都好"})
    assert "创新成果名称：请缩短名称" in told(house, "returned")[0]
    assert state_of(submitted) == "returned"


def test_a_return_by_the_auditor_says_where_it_comes_back_to(house, browser, confirmed, state_of):
    auditor = browser("auditor")
    page = after(auditor, auditor.act(confirmed, "return", reason__photos="缺俯视图"))
    assert "改好后直接回到审核" in page
    assert state_of(confirmed) == "returned" and rows(house, reviews)[-1].role == "auditor"


def test_a_return_without_reasons_is_refused(browser, submitted, state_of):
    response = browser("officer").act(submitted, "return", reason__title="   ")
    assert response.status_code == 422 and "请写明原因" in said(response)
    assert state_of(submitted) == "submitted"


def test_a_stale_click_is_told_and_keeps_what_was_typed(house, browser, people, submitted, now, state_of):
    officer = browser("officer")
    seen = officer.seen(submitted)
    with house.db.write() as tx:  # the worker takes it back, changes it, and sends it again
        acts.recall(house, tx, submitted, by=people["worker"], now=now)
        entry = entries.load(house, tx, submitted)
        answering.save(house, tx, entry, "category", "小革新", by=people["worker"], now=now)
        acts.submit(house, tx, submitted, by=people["worker"], now=now)
    response = officer.post(
        f"/console/entries/{submitted}/return",
        seen=seen,
        reason__title="请缩短“名称” <20 字",
        reason__general="总体好",
    )
    assert response.status_code == 409
    page = said(response)
    assert "刚刚有了变化" in page and "您写的原因都还在" in page
    shown = response.get_data(as_text=True)
    assert "请缩短“名称” &lt;20 字</textarea>" in shown and "总体好</textarea>" in shown
    assert state_of(submitted) == "submitted" and rows(house, reviews) == []
    again = re.search(r'name="seen" value="(\d+)"', page)[1]
    assert officer.post(f"/console/entries/{submitted}/confirm", seen=again).status_code == 303


def test_a_click_on_what_became_a_draft_keeps_what_was_typed(house, browser, people, submitted, now):
    officer = browser("officer")
    seen = officer.seen(submitted)
    with house.db.write() as tx:
        acts.recall(house, tx, submitted, by=people["worker"], now=now)
    response = officer.post(f"/console/entries/{submitted}/return", seen=seen, reason__title="请缩短名称")
    assert response.status_code == 409 and "请缩短名称</textarea>" in said(response)
    assert filling.TITLE not in said(response)


def test_a_repeated_act_changes_nothing(house, browser, submitted, state_of):
    officer = browser("officer")
    seen = officer.seen(submitted)
    for _ in range(2):
        page = after(officer, officer.post(f"/console/entries/{submitted}/confirm", seen=seen))
    assert "没有重复执行" in page
    assert state_of(submitted) == "confirmed"
    assert len(rows(house, reviews)) == 1 and len(told(house, "confirmed")) == 1


def test_a_second_return_is_quiet_only_with_the_same_reasons(house, browser, submitted):
    officer = browser("officer")
    seen, path = officer.seen(submitted), f"/console/entries/{submitted}/return"
    form = {"seen": seen, "reason__title": "请缩短 名称"}
    officer.post(path, **form)
    assert "没有重复执行" in after(officer, officer.post(path, **form))
    response = officer.post(path, seen=seen, reason__goal="请写数字")
    assert response.status_code == 409 and "请写数字</textarea>" in said(response)
    assert [row.reasons for row in rows(house, reviews)] == [{"title": "请缩短 名称"}]


@pytest.mark.parametrize("act", ["confirm", "approve"])
def test_reasons_beside_a_click_on_yes_are_a_slip(browser, people, submitted, state_of, act):
    who, state = ("officer", "submitted") if act == "confirm" else ("auditor", "confirmed")
    if act == "approve":
        browser("officer").act(submitted, "confirm")
    response = browser(who).act(submitted, act, reason__title="请缩短名称")
    assert response.status_code == 409 and "请缩短名称</textarea>" in said(response)
    assert state_of(submitted) == state


def test_rejecting_takes_a_reason_and_frees_the_name(house, browser, people, confirmed, state_of, now):
    auditor = browser("auditor")
    assert auditor.act(confirmed, "reject", reason__reject=" ").status_code == 422
    page = after(auditor, auditor.act(confirmed, "reject", reason__reject="不属于职工成果"))
    assert "已定为不通过" in page and state_of(confirmed) == "rejected"
    again = filling.whole(house, by=people["worker"], now=now)
    with house.db.write() as tx:
        acts.submit(house, tx, again, by=people["worker"], now=now)
    assert state_of(again) == "submitted"


def test_confirming_on_paper_waits_for_the_days_and_the_opened_sheet(
    house, browser, people, submitted, state_of
):
    auditor = browser("auditor")
    response = auditor.act(submitted, "confirm_on_paper")
    assert response.status_code == 409 and "提交还不满 3 天" in said(response)
    house.clock.move(house.clock.now() + timedelta(days=3, minutes=1))
    response = auditor.act(submitted, "confirm_on_paper")
    assert response.status_code == 409 and "请先打开查看盖章的承诺书" in said(response)
    with house.db.write() as tx:
        sheet = entries.load(house, tx, submitted).answers["papers"][0]["attachment"]
        review_service.opened(tx, sheet, by=people["auditor"], now=house.clock.now())
    page = after(auditor, auditor.act(submitted, "confirm_on_paper"))
    assert "已按盖章纸件确认" in page and state_of(submitted) == "confirmed"


def test_the_links_of_files_are_signed_and_name_the_file(house, browser, submitted, app):
    page = browser("auditor").see(f"/console/entries/{submitted}")
    with house.db.read() as tx:
        entry = entries.load(house, tx, submitted)
    signed = re.findall(r'(?:href|src)="/files/([^"]+)"', page)
    with app.app_context():
        from server import doors  # noqa: PLC0415 - tests of doors alone need Flask

        opened = {doors.read_file_url(each)["a"] for each in signed}
    assert opened == set(entry.files)


def test_every_item_stands_in_the_notices_order(house, browser, submitted):
    page = browser("officer").see(f"/console/entries/{submitted}")
    assert re.findall(r'class="item-no">(A2\.\d+)<', page) == [f"A2.{number}" for number in range(1, 20)]
    for words in (filling.GOAL, "卫生和社会工作-卫生", "第20题", "甲一", "没有读到本平台的二维码"):
        assert words in page


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_a_form_without_a_version_does_nothing(browser, submitted, state_of, seen):
    response = browser("officer").post(f"/console/entries/{submitted}/confirm", seen=seen)
    assert response.status_code == 422 and state_of(submitted) == "submitted"


def test_a_late_permit_opens_the_window_for_one_entry(house, browser, people, draft, state_of):
    auditor = browser("auditor")
    house.clock.move(house.clock.now().replace(month=7, day=2))
    path = f"/console/entries/{draft}/permit"
    for form, words in (
        ({"until": "2024-07-05", "reason__permit": ""}, "要写明原因"),
        ({"until": "2024-07-01", "reason__permit": "住院"}, "已经过去"),
        ({"until": "soon", "reason__permit": "住院"}, "已经过去"),
        ({"until": "9998-12-30", "reason__permit": "住院"}, "年份"),
        ({"until": "2042-07-05", "reason__permit": "住院"}, "年份"),
    ):
        response = auditor.post(path, **form)
        assert response.status_code == 422 and words in said(response)
    for _ in range(2):
        page = after(auditor, auditor.post(path, until="2024-07-05", reason__permit="住院"))
    assert "7月5日" in page and "住院" not in page.split("</main>")[0].split("<form")[0]
    (made,) = rows(house, permits)
    assert (made.entry, made.unit, made.reason) == (draft, None, "住院")
    assert [row.act for row in rows(house, log, log.c.act == "permit.give")] == ["permit.give"]
    assert len(told(house, "permitted")) == 1
    with house.db.write() as tx:
        acts.submit(house, tx, draft, by=people["worker"], now=house.clock.now())
    assert state_of(draft) == "submitted"
    assert browser("officer").post(path, until="2024-07-09", reason__permit="x").status_code == 403


def test_a_late_permit_for_a_unit_reaches_those_below(house, browser, people, draft, state_of):
    from core.services import units  # noqa: PLC0415 - used here alone

    with house.db.read() as tx:
        unit = units.by_name(tx, "淮河医院工会")
    auditor = browser("auditor")
    house.clock.move(house.clock.now().replace(month=7, day=2))
    form = {"kind": "2024-anhui/innovation", "until": "2024-07-05", "reason": "停电"}
    page = after(auditor, auditor.post(f"/console/units/{unit}/permits", **form))
    assert "已准延期" in page and "停电" in page
    assert "7月5日截止" in browser("officer").see("/console/progress")
    with house.db.write() as tx:
        acts.submit(house, tx, draft, by=people["worker"], now=house.clock.now())
    assert state_of(draft) == "submitted"


def test_a_late_permit_gives_a_returned_entry_longer_to_answer(house, browser, people, confirmed, state_of):
    auditor = browser("auditor")
    assert auditor.act(confirmed, "return", reason__goal="请写数字").status_code == 303
    house.clock.move(house.clock.now().replace(month=5, day=25))
    with pytest.raises(Refused, match=r"entry\.answer_by\.passed"), house.db.write() as tx:
        acts.submit(house, tx, confirmed, by=people["worker"], now=house.clock.now())
    assert "延长补正期限" in auditor.see(f"/console/entries/{confirmed}")
    page = after(
        auditor,
        auditor.post(f"/console/entries/{confirmed}/permit", until="2024-05-28", reason__permit="住院"),
    )
    assert "5月28日" in page and "补正到 5月28日" in page
    assert [row.act for row in rows(house, log, log.c.act == "permit.give")] == ["permit.give"]
    assert len(told(house, "permitted")) == 1
    with house.db.write() as tx:
        acts.submit(house, tx, confirmed, by=people["worker"], now=house.clock.now())
    assert state_of(confirmed) == "confirmed"  # what the audit returned goes back to the audit


def test_a_slip_of_a_seal_is_accepted_at_the_sheet_and_taken_back(house, browser, people, confirmed):
    letters.letters_pdf(house, confirmed, by=people["worker"], now=house.clock.now(), only=["commitment"])
    with house.db.write() as tx:
        code = tx.value(select(papers.c.code).where(papers.c.entry == confirmed))
        facts = filling.GOOD_FACTS["papers"] | {"codes": [f"https://x/p/{code}"]}
        here = (attachments.c.entry == confirmed, attachments.c.field == "papers")
        tx.run(update(attachments).where(*here).values(facts=facts))
        said_ = (answers.c.entry == confirmed, answers.c.field == "title")
        tx.run(update(answers).where(*said_).values(value=filling.TITLE.replace("与", "和")))
    auditor, path = browser("auditor"), f"/console/entries/{confirmed}/waiver"
    assert "改动不影响意思，认可" in auditor.see(f"/console/entries/{confirmed}")
    assert "认可" not in browser("officer").see(f"/console/entries/{confirmed}").split("<aside")[0]
    response = auditor.post(path, paper="commitment", reason__waiver=" ")
    assert response.status_code == 422 and "要写明理由" in said(response)
    page = after(auditor, auditor.post(path, paper="commitment", reason__waiver="只改了一个虚词"))
    assert "审核员认可不影响意思，这一张盖章有效" in page and "只改了一个虚词" in page
    assert "已撤回认可" in after(auditor, auditor.post(path, paper="commitment", undo="1"))
    assert [row.act for row in rows(house, log, log.c.act.startswith("seal."))] == [
        "seal.waive",
        "seal.insist",
    ]
