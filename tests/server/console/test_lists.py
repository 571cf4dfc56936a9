"""What stands on the first page and in the lists, page by page, in a constant number of queries."""

import re
from datetime import timedelta

import pytest

from core.services import acts, answering, entries, listing, shelving, units
from tests import filling
from tests.counting import statements

LINKED = r'href="/console/entries/([0-9a-f-]{36})\?queue='


@pytest.fixture
def make(house, people, now):
    """make(count, send=...): entries of 淮河医院 with names of their own."""
    made = []

    def run(count, *, send=True, confirm=False):
        for _ in range(count):
            entry = filling.whole(
                house, by=people["worker"], now=now, title=f"床旁充电线收纳夹的第{len(made)}次改进"
            )
            made.append(entry)
            with house.db.write() as tx:
                if send:
                    acts.submit(house, tx, entry, by=people["worker"], now=now)
                if confirm:
                    acts.move(tx, entries.load(house, tx, entry), "confirm", by=people["officer"], now=now)
        shelving.work_off(house)
        return made

    return run


def test_the_officers_first_page(house, browser, people, make, now):
    make(2)
    make(1, send=False)
    with house.db.write() as tx:
        entry = entries.load(house, tx, make(0)[-1])
        answering.save(house, tx, entry, "benefit", None, by=people["worker"], now=now)
    page = browser("officer").see("/console/")
    tallies = re.findall(r"<b>(\d+)</b><span>(\S+?)</span>", page)
    assert tallies[:3] == [("2", "待确认"), ("0", "退回中"), ("1", "填写中")]
    assert "17/18" in page and "还差：经济效益和社会效益" in page
    assert re.findall(r"<b>(\d+)<i>/(\d+)</i></b>", page) == [("2", "1"), ("0", "1")]
    assert "还差 1 项" in page and "6月28日" in page and "还有 46 天" in page


def test_a_term_of_correction_that_is_over_says_so(house, browser, make, now):
    (entry,) = make(1)
    officer = browser("officer")
    officer.act(entry, "return", reason__goal="请写明推广到哪些科室")
    assert "请在 5月20日 前补正" in officer.see("/console/")
    house.clock.move(now + timedelta(days=10))
    assert "补正期限 5月20日 已过" in officer.see("/console/")


def test_the_auditors_first_page(browser, people, make):
    make(1, confirm=True)
    make(1)
    page = browser("auditor").see("/console/")
    assert re.findall(r"<b>(\d+)</b><span>(\S+?)</span>", page)[:2] == [("1", "待审核"), ("1", "单位待确认")]
    assert "第0次改进" in page and "第1次改进" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [0, 1, 2]),
        ("state=confirmed", [0]),
        ("state=submitted", [1]),
        ("state=nonsense", [0, 1, 2]),
        ("text=第1次", [1]),
        ("text=AH24-000001", [0]),
        ("text=第2次", []),  # a draft's name is its content
        ("text=%25", []),
        ("unit=淮河医院工会", [0, 1, 2]),
        ("unit=检验科", []),
        ("unit=没有这个单位", []),
        ("kind=2024-anhui/roadshow", []),
        ("kind=2024-anhui/innovation&state=draft", [2]),
    ],
)
def test_a_list_is_narrowed(browser, make, query, found):
    make(1, confirm=True)
    made = make(1) and make(1, send=False)
    page = browser("auditor").see(f"/console/entries?{query}")
    shown = re.findall(LINKED, page)
    assert shown == [made[number] for number in found]


def test_htmx_gets_the_list_with_its_filters_alone(browser, make):
    make(1)
    auditor = browser("auditor")
    part = auditor.get("/console/entries?state=submitted", headers={"HX-Request-Type": "partial"})
    shown = part.get_data(as_text=True)
    assert shown.lstrip().startswith('<div id="queue">') and "<html" not in shown
    gone = browser(None).get("/console/entries", headers={"HX-Request-Type": "partial"})
    assert (gone.status_code, gone.headers["HX-Redirect"]) == (401, "/console/sign-in")


def test_pages_follow_each_other_and_miss_nothing(monkeypatch, browser, make):
    monkeypatch.setattr(listing.page, "__kwdefaults__", {**listing.page.__kwdefaults__, "limit": 2})
    made = make(5)
    auditor, path, shown, pages = browser("auditor"), "/console/entries?state=submitted", [], 0
    while path:
        page = auditor.see(path)
        shown += re.findall(LINKED, page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path, pages = following and following[1], pages + 1
    assert (shown, pages) == (made, 3)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("officer", "/console/"),
        ("officer", "/console/entries"),
        ("auditor", "/console/"),
        ("auditor", "/console/entries"),
        ("auditor", "/console/units"),
    ],
)
def test_queries_do_not_grow_with_the_rows(house, browser, make, who, path):
    asker, counts = browser(who), []
    for confirmed, sent, drafts in ((1, 1, 1), (3, 3, 3), (4, 4, 4)):
        make(confirmed, confirm=True)
        make(sent)
        make(drafts, send=False)
        counts.append(statements(house, lambda: asker.see(path)))
    assert counts[0] == counts[1] == counts[2]


def test_the_next_one_waits_behind_the_notice(house, browser, make):
    first, second, third = make(3)
    officer = browser("officer")
    response = officer.act(second, "confirm")
    page = officer.see(response.headers["Location"])
    assert f'<a class="btn btn-primary" href="/console/entries/{third}">下一项</a>' in page
    officer.act(third, "confirm")
    assert f"/console/entries/{first}" in officer.see(f"/console/entries/{second}")


def test_units_show_officers_and_what_is_lacking(house, browser, make, people):
    make(2)
    page = browser("auditor").see("/console/units")
    rows = re.findall(
        r'<td class="called"><a [^>]*>(\S+?)</a></td><td class="of">(.*?)</td><td class="of">(.*?)</td>', page
    )
    shown = {
        name: (re.sub("<.*?>", "", officers), re.findall(r"(\d)/(\d)", stand))
        for name, officers, stand in rows
    }
    assert shown["淮河医院工会"] == ("1 位", [("2", "1"), ("0", "1")])
    assert shown["天柱剧院工会"] == ("还没有，去邀请", [("0", "1"), ("0", "1")])
    with house.db.read() as tx:
        assert len(rows) == len([1 for name in shown if units.by_name(tx, name)])
