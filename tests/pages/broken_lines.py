"""The line breaks or is slow under an act of the upload page: what is asked again by itself waits, and of the rest the page says so."""

from contextlib import contextmanager

from playwright.sync_api import expect

from tests import browsing


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


class SlowLine:
    """The way of a page's calls of one method to an address. It is laid before they are made: of what a page asks right after
    a route was laid, Chromium lets some by."""

    def __init__(self, page, pattern, method):
        self.held, self._page, self._method, self._is_slow = [], page, method, False
        page.route(pattern, self._pass)

    def _pass(self, route):
        is_held = self._is_slow and route.request.method == self._method
        return self.held.append(route) if is_held else route.continue_()

    @contextmanager
    def slow(self):
        """Calls that are made in the block wait until it ends."""
        self._is_slow = True
        yield
        self._is_slow = False
        for route in self.held:
            route.continue_()

    def is_asked(self, times=1):
        browsing.until(self._page, lambda: len(self.held) >= times, "the call that is held")
