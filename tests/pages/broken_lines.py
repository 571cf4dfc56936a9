"""The line breaks under an act of the upload page: what is asked again by itself waits, and of the rest the page says so."""

from contextlib import contextmanager

from playwright.sync_api import expect


@contextmanager
def broken(page, address):
    """Whenever this is asked for."""
    page.route(address, lambda route: route.abort())
    yield
    page.unroute(address)


def mends(page, button):
    with broken(page, "**/fixes"):
        button.click()
        page.get_by_text("现在没有网络，连上网后再试一次。").wait_for()
    button.click()


def names(page, row, name):
    """No look at the house puts the old one back meanwhile."""
    box = row.get_by_label("名称")
    box.fill(name)
    with broken(page, "**/files/*"):
        with page.expect_event("requestfailed"):
            box.press("Enter")
        box.blur()
        with page.expect_response("**/files"):
            page.evaluate("dispatchEvent(new Event('visibilitychange'))")  # somebody comes back to the page
        page.wait_for_timeout(100)  # and it is drawn anew
        expect(box).to_have_value(name)
        expect(row.get_by_text("正在保存……")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('online'))")
    row.get_by_text("✓ 已保存").wait_for()
