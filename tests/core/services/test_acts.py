"""Moves: windows to the second, names held once, returns that go back where they came from, repeats that do nothing."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.clock import START
from core.adapters.tables import attachments, messages, name_holds, permits
from core.domain.refusals import Refused
from core.services import (
    accounts,
    acts,
    answering,
    certificates,
    checks,
    demo,
    entries,
    exports,
    reviews,
    staff,
)
from tests import filling

NOW = START
CLOSES = datetime.fromisoformat("2024-06-29T00:00:00+08:00")
SECOND = timedelta(seconds=1)


@pytest.fixture
def people(house):
    demo.furnish(house, now=NOW)
    with house.db.write() as tx:
        found = {
            key: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=NOW)
            for key, name in (("worker", "wang"), ("other", "sun"), ("officer", "li"), ("auditor", "zhao"))
        }
    stranger = staff.add(house, "外人", role="officer", unit="皖江大学工会", now=NOW)
    return {**found, "stranger": stranger.person}


@pytest.fixture
def entry(house, people):
    return filling.whole(house, by=people["worker"], now=NOW)


def act(house, function, *args, **more):
    with house.db.write() as tx:
        return function(house, tx, *args, **more)


def submit(house, entry, people, now=NOW):
    return act(house, acts.submit, entry, by=people["worker"], now=now)


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (datetime.fromisoformat("2024-05-10T00:00:00+08:00") - SECOND, "entry.window.early"),
        (CLOSES - SECOND, None),
        (CLOSES, "entry.window.closed"),
        (CLOSES + SECOND, "entry.window.closed"),
    ],
)
def test_the_window_is_half_open(house, people, entry, now, code):
    if code is None:
        assert submit(house, entry, people, now=now).state == "submitted"
        return
    with pytest.raises(Refused) as refused:
        submit(house, entry, people, now=now)
    assert refused.value.code == code
    with house.db.read() as tx:
        assert entries.load(house, tx, entry).answers["title"] == filling.TITLE


def test_a_permit_of_the_province_opens_the_window_for_one_unit(house, people, entry):
    with house.db.write() as tx:
        unit = entries.load(house, tx, entry).row.unit
        row = {
            "campaign": "2024-anhui",
            "track": "innovation",
            "unit": unit,
            "until": CLOSES + timedelta(days=2),
        }
        tx.run(insert(permits).values(id=ids.new(), by=people["auditor"], reason="洪水停电", at=NOW, **row))
    assert submit(house, entry, people, now=CLOSES + SECOND).state == "submitted"


def test_a_whole_way(house, people, entry):
    sent = submit(house, entry, people)
    assert (sent.state, sent.row.number) == ("submitted", "AH24-000001")
    again = submit(house, entry, people)
    assert again.row.version == sent.row.version  # the repeated act changes nothing
    with pytest.raises(Refused, match="entry.forbidden"):
        act(house, reviews.confirm, entry, by=people["stranger"], now=NOW)
    assert act(house, reviews.confirm, entry, by=people["officer"], now=NOW).state == "confirmed"
    assert act(house, reviews.approve, entry, by=people["auditor"], now=NOW).state == "approved"
    with house.db.read() as tx:
        held = certificates.of(tx, entry)
        told = [row.reason for row in tx.rows(select(messages.c.reason).order_by(messages.c.id))]
    assert held.number == "AH24-Z000001"
    assert held.content["completers"] == ["甲一", "乙二"]
    assert told == ["received", "confirmed", "approved"]
    act(house, reviews.approve, entry, by=people["auditor"], now=NOW)
    with house.db.read() as tx:
        assert len(tx.rows(select(messages.c.id))) == 3  # approved twice is told once
    act(house, reviews.revoke, entry, "查实为他人成果", by=people["auditor"], now=NOW)
    with house.db.read() as tx:
        assert certificates.verify(tx, held.code.lower()).reason == "查实为他人成果"


def test_what_the_audit_returns_goes_back_to_the_audit_unless_a_quoted_item_changed(house, people, entry):
    submit(house, entry, people)
    act(house, reviews.confirm, entry, by=people["officer"], now=NOW)
    reasons = {"goal": "请写明指标的单位"}
    act(house, reviews.send_back, entry, reasons, role="auditor", by=people["auditor"], now=NOW)
    _save(house, entry, "goal", filling.GOAL + "指标已补充。", people)

    assert submit(house, entry, people, now=NOW + timedelta(days=3)).state == "confirmed"
    act(house, reviews.send_back, entry, {"title": "名称太长"}, role="auditor", by=people["auditor"], now=NOW)
    _save(house, entry, "title", "输液架自动锁止装置的研制", people)
    assert submit(house, entry, people).state == "submitted"


def _save(house, entry, key, value, people):
    with house.db.write() as tx:
        found = entries.open_for(house, tx, entry, by=people["worker"], to_edit=True)
        answering.save(house, tx, found, key, value, by=people["worker"], now=NOW)


def test_a_return_has_its_own_days_even_after_the_window(house, people, entry):
    submit(house, entry, people, now=CLOSES - SECOND)
    after = CLOSES + timedelta(days=2)
    act(
        house,
        reviews.send_back,
        entry,
        {"photos": "第一张看不清"},
        role="officer",
        by=people["officer"],
        now=after,
    )
    with house.db.read() as tx:
        answer_by = entries.load(house, tx, entry).row.answer_by
    assert answer_by == datetime.fromisoformat("2024-07-09T00:00:00+08:00")
    with pytest.raises(Refused, match="entry.answer_by.passed"):
        submit(house, entry, people, now=answer_by)
    again = submit(house, entry, people, now=answer_by - SECOND)
    assert (again.state, again.row.submitted_at) == (
        "submitted",
        CLOSES - SECOND,
    )  # first in time stays in time


def test_a_pending_check_does_not_block_and_a_late_must_returns(house, people):
    entry = filling.whole(house, by=people["worker"], now=NOW, pending=("photos",))
    assert submit(house, entry, people, now=CLOSES - SECOND).state == "submitted"
    after = CLOSES + timedelta(hours=3)
    with house.db.write() as tx:
        bad = {**filling.GOOD_FACTS["photos"], "format": "PNG"}
        here = (attachments.c.entry == entry, attachments.c.field == "photos")
        tx.run(update(attachments).where(*here).values(state="checked", facts=bad))
        checks._judge_late(house, tx, entries.load(house, tx, entry), now=after)
    with house.db.read() as tx:
        found = entries.load(house, tx, entry)
        review = reviews.of(tx, entry)[0]
    assert (found.state, review.act, list(review.reasons)) == ("returned", "find", ["photos"])
    assert found.row.answer_by == datetime.fromisoformat("2024-07-07T00:00:00+08:00")


def test_a_name_stands_once(house, people, entry):
    submit(house, entry, people)
    same = filling.whole(house, by=people["other"], now=NOW, title=f" {filling.TITLE}。")
    with pytest.raises(Refused) as refused:
        act(house, acts.submit, same, by=people["other"], now=NOW)
    assert (refused.value.code, refused.value.field) == ("entry.name.taken", "title")
    act(house, acts.withdraw, entry, by=people["worker"], now=NOW)
    assert act(house, acts.submit, same, by=people["other"], now=NOW).state == "submitted"
    with house.db.read() as tx:
        assert {row.entry for row in tx.rows(select(name_holds.c.entry))} == {same}


def test_paper_confirmation_waits_for_the_days_and_the_opened_sheet(house, people, entry):
    submit(house, entry, people)
    confirm = (reviews.confirm_on_paper, entry)
    with pytest.raises(Refused, match="entry.confirm.wait"):
        act(house, *confirm, by=people["auditor"], now=NOW + timedelta(days=2))
    later = NOW + timedelta(days=3)
    with pytest.raises(Refused, match="entry.paper.unopened"):
        act(house, *confirm, by=people["auditor"], now=later)
    with house.db.write() as tx:
        sheet = entries.load(house, tx, entry).answers["papers"][0]["attachment"]
        reviews.opened(tx, sheet, by=people["auditor"], now=later)
    confirmed = act(house, *confirm, by=people["auditor"], now=later)
    assert (confirmed.state, confirmed.row.confirmed_how) == ("confirmed", "paper")


def test_a_recall_after_the_window_would_lose_the_place(house, people, entry):
    submit(house, entry, people)
    assert act(house, acts.recall, entry, by=people["worker"], now=NOW).state == "draft"
    submit(house, entry, people)
    with pytest.raises(Refused, match="entry.recall.late"):
        act(house, acts.recall, entry, by=people["worker"], now=CLOSES)


def test_a_stale_act_is_refused(house, people, entry):
    with house.db.read() as tx:
        version = entries.load(house, tx, entry).row.version
    with pytest.raises(Refused, match="entry.stale"):
        act(house, acts.submit, entry, by=people["worker"], now=NOW, seen=version - 1)


def test_an_export_row_stands_in_the_order_of_the_notice(house, people, entry):
    submit(house, entry, people)
    with house.db.read() as tx:
        row = exports.row(entries.load(house, tx, entry))
    assert row[:6] == [
        "AH24-000001", "已提交，待单位工会确认", "2024年5月13日 09:00",
        "甲一（淮河医院护理部）、乙二（淮河医院设备科）", filling.INTRO, "淮河医院护理部",
    ]  # fmt: skip
    assert row[12] == "卫生和社会工作-卫生"
    assert len(row) == 3 + 19
