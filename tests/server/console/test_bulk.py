"""One act on many ticked entries: by the path of single ones, row by row, refused row by row, logged one by one."""

import re

import pytest
from sqlalchemy import func, select

from core.adapters.tables import holds, log, messages, waivers
from core.adapters.tables import verdicts as verdict_table
from core.services import accounts, acts, entries, verdicts
from tests import filling
from tests.core.services import deciding


@pytest.fixture
def many(house, people, now):
    """many(count): confirmed entries, `id:version` each."""

    def made(count, *, confirm=True):
        found = []
        for number in range(count):
            entry = filling.whole(
                house, by=people["worker"], now=now, title=f"{count}项里床旁收纳夹的第{number}次改进"
            )
            with house.db.write() as tx:
                acts.submit(house, tx, entry, by=people["worker"], now=now)
                if confirm:
                    acts.move(tx, entries.load(house, tx, entry), "confirm", by=people["officer"], now=now)
                found.append(f"{entry}:{entries.load(house, tx, entry).row.version}")
        return found

    return made


def results(response):
    """[(number, sentence)] of the page of results, by number."""
    page = response.get_data(as_text=True)
    rows = re.findall(r'<td class="num">(.*?)</td>.*?</td>\s*<td>(.*?)</td>', page, re.DOTALL)
    return sorted((number, re.sub("<.*?>", "", said)) for number, said in rows)


def do(browser, picks, act, **form):
    return browser.post("/console/entries/bulk/do", pick=picks, act=act, **{"count": str(len(picks)), **form})


def test_the_preview_counts_and_changes_nothing(browser, many, state_of):
    picks = many(2)
    page = (
        browser("auditor")
        .post("/console/entries/bulk", pick=[*picks, "nobody:1"], act="approve")
        .get_data(as_text=True)
    )
    assert "其中 <b>2</b> 项现在可以这样办，1 项看来不行" in page and "确认办理 3 项" in page
    assert [state_of(pick.partition(":")[0]) for pick in picks] == ["confirmed", "confirmed"]


def test_each_is_done_alone_and_refused_alone(house, browser, people, many, state_of):
    picks = many(4)
    first, second, third, fourth = (pick.partition(":")[0] for pick in picks)
    with house.db.write() as tx:  # another auditor was quicker with the second
        acts.move(tx, entries.load(house, tx, second), "reject", by=people["admin"], now=house.clock.now())
    stale = f"{third}:1"
    done = do(browser("auditor"), [picks[0], picks[0], picks[1], stale, picks[3], "nobody:3"], "approve")
    said = results(done)
    assert "办成 2 项，没办成 4 项" in done.get_data(as_text=True)
    assert [state_of(entry) for entry in (first, second, third, fourth)] == [
        "approved",
        "rejected",
        "confirmed",
        "approved",
    ]
    by_number = {}
    for number, text in said:
        by_number.setdefault(number, []).append(text)
    assert by_number["AH24-000001"] == ["✓ 办成", "没办成：这一项在这一批里出现了两次，只办第一次。"]
    assert by_number["AH24-000004"] == ["✓ 办成"] and len(by_number["—"]) == 1
    assert all(
        text.startswith("没办成：") for number in ("AH24-000002", "AH24-000003") for text in by_number[number]
    )
    with house.db.read() as tx:
        rows = tx.rows(select(log.c.entry).where(log.c.act == "entry.approve"))
    assert sorted(row.entry for row in rows) == sorted([first, fourth])


def test_grants_hold_for_every_row(browser, many, state_of):
    picks = many(2, confirm=False)
    for who in ("stranger", "officer"):
        done = do(browser(who), picks, "approve")
        assert [text.startswith("没办成：") for _, text in results(done)] == [True, True]
    assert [state_of(pick.partition(":")[0]) for pick in picks] == ["submitted", "submitted"]
    assert [text for _, text in results(do(browser("officer"), picks, "confirm"))] == ["✓ 办成", "✓ 办成"]


def test_a_return_asks_for_its_reason_and_tells_it_of_each(house, browser, many, state_of):
    picks, auditor = many(2), browser("auditor")
    assert do(auditor, picks, "return", reason="  ").status_code == 422
    assert [state_of(pick.partition(":")[0]) for pick in picks] == ["confirmed", "confirmed"]
    do(auditor, picks, "return", reason="请换一张清楚的照片")
    assert [state_of(pick.partition(":")[0]) for pick in picks] == ["returned", "returned"]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"pick": [], "act": "approve"}, 422),
        ({"pick": ["x"], "act": "approve"}, 422),
        ({"pick": ["x:99999999999999"], "act": "approve"}, 422),
        ({"pick": ["x:1"], "act": "publish"}, 422),
        ({"pick": ["x:1"] * 101, "act": "approve"}, 422),
        ({"pick": ["x:1"], "act": "approve", "count": "2"}, 409),
    ],
)
def test_what_is_no_request_is_refused(browser, people, form, status):
    assert browser("auditor").post("/console/entries/bulk/do", **form).status_code == status


def test_taking_many_holds_them(house, browser, people, many):
    picks = many(2)
    do(browser("auditor"), picks, "take")
    with house.db.read() as tx:
        assert (
            tx.value(select(func.count()).select_from(holds).where(holds.c.person == people["auditor"])) == 2
        )
    page = browser("administrator").see("/console/entries?state=confirmed")
    assert page.count("赵审核 正在看") == 2
    assert browser("auditor").see("/console/entries?mine=held").count('class="called"') == 2


def test_a_page_hears_who_else_has_it_open(browser, people, many):
    entry = many(1)[0].partition(":")[0]
    auditor, admin = browser("auditor"), browser("administrator")
    assert auditor.post(f"/console/entries/{entry}/hold").get_data(as_text=True).strip() == ""
    said = admin.post(f"/console/entries/{entry}/hold").get_data(as_text=True)
    assert re.search("赵审核 正在看这一项</b>（(刚刚|\\d+ 分钟前)打开）", said)
    assert auditor.post(f"/console/entries/{entry}/release").status_code == 204
    assert admin.post(f"/console/entries/{entry}/hold").get_data(as_text=True).strip() == ""
    assert browser("stranger").post(f"/console/entries/{entry}/hold").status_code == 404


def ticked(house, *wanted):
    with house.db.read() as tx:
        return [f"{entry}:{entries.load(house, tx, entry).row.version}" for entry in wanted]


def waiting(house, people):
    with house.db.read() as tx:
        found = verdicts.waiting(tx, "2024-anhui", by=people["auditor"])
        return {line.entry: line.act for line in found.lines}


def test_many_are_written_down_to_be_told_later_and_each_is_refused_for_itself(
    house, browser, people, many, state_of
):
    picks = many(4)
    first, second, third, fourth = (pick.partition(":")[0] for pick in picks)
    auditor, admin = browser("auditor"), people["admin"]
    with house.db.write() as tx:  # somebody wrote another decision on the second down
        accounts.grant(tx, admin, "auditor", unit=None, campaign=None, by=None, now=house.clock.now())
        seen = int(picks[1].partition(":")[2])
        told = {"by": admin, "now": house.clock.now(), "seen": seen}
        verdicts.record(house, tx, second, "reject", {"general": "不属于职工成果"}, **told)
    preview = auditor.post("/console/entries/bulk", pick=picks, act="later_approve").get_data(as_text=True)
    assert "其中 <b>3</b> 项现在可以这样办，1 项看来不行" in preview and "谁也不会收到通知" in preview
    page = do(auditor, [picks[0], picks[1], f"{third}:1", picks[3]], "later_approve")
    assert "记下“通过”，以后公布：办成 2 项，没办成 2 项" in page.get_data(as_text=True)
    said = dict(results(page))
    assert (said["AH24-000001"], said["AH24-000004"]) == ("✓ 办成", "✓ 办成")
    assert "管甲已在" in said["AH24-000002"] and "记下“不通过”，还没有公布" in said["AH24-000002"]
    assert said["AH24-000003"].startswith("没办成：")
    assert waiting(house, people) == {first: "approve", second: "reject", fourth: "approve"}
    assert [state_of(entry) for entry in (first, second, third, fourth)] == ["confirmed"] * 4
    with house.db.read() as tx:
        assert tx.rows(select(messages).where(messages.c.reason == "approved")) == []
        rows = tx.rows(
            select(log.c.entry).where(log.c.act == "verdict.record", log.c.by == people["auditor"])
        )
    assert sorted(row.entry for row in rows) == sorted([first, fourth])


@pytest.mark.parametrize(("act", "kept"), [("return", "请换一张清楚的照片"), ("reject", "不属于职工成果")])
def test_one_reason_for_all_is_written_down_with_each(house, browser, people, many, act, kept):
    picks, auditor = many(2), browser("auditor")
    assert do(auditor, picks, f"later_{act}", reason=" ").status_code == 422
    do(auditor, picks, f"later_{act}", reason=kept)
    with house.db.read() as tx:
        rows = tx.rows(select(verdict_table))
    assert [(row.act, row.reasons) for row in rows] == [(act, {"general": kept})] * 2


def test_the_officer_neither_sees_nor_may_do_what_is_the_auditors(house, browser, people, many):
    picks, officer = many(2), browser("officer")
    page = officer.see("/console/entries")
    assert "以后公布" not in page and "认可盖章件" not in page and "确认" in page
    for act in ("later_approve", "later_return", "waive"):
        texts = [text for _, text in results(do(officer, picks, act, reason="理由"))]
        assert [text.startswith("没办成：") for text in texts] == [True, True]
    assert waiting(house, people) == {}


def test_slips_of_many_are_accepted_with_one_reason_and_the_rest_is_told_why(house, browser, people, many):
    picks = many(3)
    first, second, third = (pick.partition(":")[0] for pick in picks)
    for entry in (first, third):
        deciding.slip(house, entry, by=people["worker"], now=house.clock.now())
    picks = ticked(house, first, second) + [f"{third}:1"]
    auditor = browser("auditor")
    assert do(auditor, picks, "waive", reason="").status_code == 422
    page = do(auditor, picks, "waive", reason="只改了一个虚词")
    assert "办成 1 项，没办成 2 项" in page.get_data(as_text=True)
    said = dict(results(page))
    assert said["AH24-000001"] == "✓ 办成" and "没有什么要认可" in said["AH24-000002"]
    with house.db.read() as tx:
        rows = tx.rows(select(waivers.c.entry, waivers.c.paper, waivers.c.reason))
        assert [tuple(row) for row in rows] == [(first, "commitment", "只改了一个虚词")]
    again = do(auditor, [picks[0], ticked(house, third)[0]], "waive", reason="同上")
    assert dict(results(again))["AH24-000003"] == "✓ 办成"
    assert dict(results(again))["AH24-000001"].startswith("没办成：")  # nothing to accept any more
