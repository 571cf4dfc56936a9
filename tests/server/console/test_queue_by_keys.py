"""An auditor works off thirty entries by keyboard alone: filters, opens, decides, comes to the next; and ticks some of them."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from core.adapters.tables import entries as entry_table
from core.adapters.tables import holds, reviews
from core.services import acts, entries, shelving
from tests import filling
from tests.running import until
from tests.server.console.test_keys import is_listening
from tests.serving import serving

COUNT = 30
HEAD = ".entry-head h1"


def wait_for_the_audit(house, people, now, count):
    """So many entries, in their order, and one that is no matter of the search."""
    made = []
    for number in range(count + 1):
        name = "病房充电线收纳夹" if number < count else "移动查房车刹车装置"
        entry = filling.whole(house, by=people["worker"], now=now, title=f"{name}的第{number}次改进")
        with house.db.write() as tx:
            acts.submit(house, tx, entry, by=people["worker"], now=now)
            acts.move(tx, entries.load(house, tx, entry), "confirm", by=people["officer"], now=now)
        made.append(entry)
    shelving.work_off(house)
    return made


@pytest.fixture
def thirty(house, people, now):
    return wait_for_the_audit(house, people, now, COUNT)


@pytest.fixture
def three(house, people, now):
    return wait_for_the_audit(house, people, now, 3)


@pytest.fixture
def served(app):
    with serving(app) as url:
        yield url


@pytest.fixture
def auditor(served, chromium, people):
    context = chromium.new_context(base_url=served, viewport={"width": 1600, "height": 950})
    page = context.new_page()
    signed_in(page, "zhao")
    is_listening(page)
    yield page
    context.close()


def signed_in(page, login):
    page.goto("/console/sign-in?next=/console/entries")
    page.fill("[name=login]", login)
    page.fill("[name=password]", "wuxiao-demo")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("申报")


def opens(page, number):
    expect(page.locator(HEAD)).to_have_text(f"病房充电线收纳夹的第{number}次改进")
    is_listening(page)


def states(house):
    with house.db.read() as tx:
        rows = tx.rows(select(entry_table.c.state, func.count().label("n")).group_by(entry_table.c.state))
    return {row.state: row.n for row in rows}


@pytest.mark.nightly
def test_thirty_entries_are_worked_off_by_keyboard_alone(house, thirty, auditor):
    keys = auditor.keyboard
    keys.press("2")
    expect(auditor.locator(".views [aria-current]")).to_have_text("等我办的")
    is_listening(auditor)
    keys.press("/")
    keys.type("收纳夹 改进")
    expect(auditor.locator("#found [role=status] b")).to_have_text(str(COUNT))
    keys.press("Escape")
    expect(auditor.locator(".rows .called a").first).to_be_focused()
    keys.press("Enter")
    opens(auditor, 0)
    keys.press("n")
    opens(auditor, 1)
    keys.press("k")
    opens(auditor, 0)
    for number in range(COUNT):
        opens(auditor, number)
        keys.press("d")
        expect(auditor.get_by_role("button", name="通过，颁发证书")).to_be_focused()
        if number % 10 == 7:
            keys.press("Tab")
            expect(auditor.locator("#general")).to_be_focused()
            keys.type("请补一张现场使用的照片")
            for _ in range(30):  # past the phrases at hand
                keys.press("Tab")
                if auditor.locator("[data-counts]:focus").count():
                    break
            expect(auditor.locator("[data-counts]")).to_be_focused()
        keys.press("Enter")
    expect(auditor.locator(".notice").last).to_contain_text("这一列看到头了")
    assert states(house) == {"approved": 27, "returned": 3, "confirmed": 1}
    with house.db.read() as tx:
        assert tx.value(select(func.count()).select_from(reviews).where(reviews.c.act == "return")) == 3


def holders(house):
    with house.db.read() as tx:
        return [row.person for row in tx.rows(select(holds.c.person))]


def test_a_page_that_is_open_is_told_to_others_until_it_is_left(
    house, people, three, auditor, served, chromium
):
    auditor.goto("/console/entries?mine=waiting")
    with auditor.expect_response("**/hold"):  # from then on others are told
        auditor.locator(".rows .called a").first.click()
    opens(auditor, 0)
    context = chromium.new_context(base_url=served, viewport={"width": 390, "height": 844})
    try:
        other = context.new_page()
        signed_in(other, "admin")
        other.goto("/console/entries?state=confirmed")
        expect(other.locator("small.held")).to_have_text("赵审核 正在看")
        assert other.evaluate("document.documentElement.scrollWidth") <= 390
        other.locator(".rows .called a").first.click()
        expect(other.locator(".held-note")).to_contain_text("赵审核 正在看这一项")
        other.go_back()
        auditor.goto("/console/")  # left: the page says so, some time after it is gone
        expect(auditor.locator("nav.places [aria-current]")).to_have_text("首页")
        until(lambda: people["auditor"] not in holders(house), what="the page is let go of")
        other.reload()
        expect(other.locator("small.held")).to_have_count(0)
    finally:
        context.close()


def test_rows_are_ticked_by_key_and_returned_together(house, three, auditor):
    keys = auditor.keyboard
    auditor.goto("/console/entries?state=confirmed")
    is_listening(auditor)
    keys.press("j")
    keys.press("x")
    keys.press("j")
    keys.press("j")
    keys.press("x")
    expect(auditor.locator("[data-picked]")).to_have_text("办理勾选的 2 项")
    auditor.locator("[name=act]").select_option("return")
    keys.press("Tab")
    keys.press("Enter")
    expect(auditor.locator("h1")).to_have_text("退回补正：2 项")
    expect(auditor.locator("textarea:focus")).to_have_count(1)
    keys.type("请换一张清楚的照片")
    keys.press("Tab")
    expect(auditor.locator("button:focus, [type=submit]:focus")).to_have_count(1)
    keys.press("Enter")
    expect(auditor.locator("h1")).to_have_text("退回补正：办成 2 项")
    assert states(house) == {"returned": 2, "confirmed": 2}
    with house.db.read() as tx:
        assert tx.rows(select(holds.c.entry)) == []
