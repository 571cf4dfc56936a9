"""Looks of the upload page at the house: of two the later one stands, and one that is refused holds nothing up."""

import pytest
from playwright.sync_api import expect

from core.adapters.clock import START
from core.services import answering, entries
from tests import browsing
from tests.pages import broken_lines, test_upload_page

pytestmark = pytest.mark.browser
me, entry, page, photos = (
    test_upload_page.me,
    test_upload_page.entry,
    test_upload_page.page,
    test_upload_page.photos,
)

# A sentence goes by itself: that it stood there is remembered.
HEARS = """(words) => new MutationObserver(() => { window.isTold ||= document.body.textContent.includes(words) })
    .observe(document.body, { subtree: true, childList: true })"""


def test_a_look_that_was_begun_before_brings_nothing_back(page, house, me, entry):
    """Somebody comes back to the page twice; of the first look the answer comes last."""
    line = broken_lines.SlowLine(page, f"**/entries/{entry}", "GET")
    back = "dispatchEvent(new Event('visibilitychange'))"
    with line.slow():
        page.evaluate(back)
        line.is_asked()
        first = line.held.pop()
        old = first.fetch(timeout=browsing.PATIENCE)
        with house.db.write() as tx:
            answering.save(house, tx, entries.load(house, tx, entry), "title", "改过的名称", by=me, now=START)
        page.evaluate(back)
        line.is_asked()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("改过的名称")
    with page.expect_event("requestfinished", lambda asked: asked == first.request):
        first.fulfill(response=old)
    page.evaluate("() => new Promise((go) => setTimeout(go, 100))")  # more than the page waits until it draws
    expect(title).to_have_text("改过的名称")


def test_a_look_that_is_refused_holds_no_file_up(page, house, entry, photos):
    problem = {"code": "server.fault", "message": "系统出了点问题。"}
    page.route(f"**/entries/{entry}", lambda route: route.fulfill(status=500, json={"problem": problem}))
    page.evaluate(HEARS, problem["message"])
    page.set_input_files("#choose-photos", [photos["正面 主视图"], photos["侧面"]])
    browsing.until(page, lambda: len(test_upload_page.stored(house, entry)) == 2, "both files are there")
    page.wait_for_function("() => window.isTold")
    page.unroute(f"**/entries/{entry}")
    page.evaluate("dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#item-photos .row.file")).to_have_count(2)
