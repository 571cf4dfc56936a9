"""The Chromium that tests, pictures and the bench drive: its headless shell, the part without windows, or the whole."""

import functools
import shutil

from tests import running

PATIENCE = 60_000  # ms that a page may take on a busy machine, in whatever is waited for
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run")  # fmt: skip


def executable() -> str:
    """Its path. The shell comes first: the same engine starts and draws with three quarters of the processor time."""
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert found, "Chromium is missing: make browser"
    return found


def patient(opens):
    """`browser.new_context`, whose pages wait for everything as long as `expect` does, and not Playwright's own 30 s."""

    @functools.wraps(opens)
    def opened(**told):
        context = opens(**told)
        context.set_default_timeout(PATIENCE)
        return context

    return opened


def until(page, true, what):
    """Waits while the page's own events go on being heard, as `time.sleep` would not let them."""
    running.until(lambda: true() or page.wait_for_timeout(20), every=0, what=what)


def resize(page, width, height):
    """The window has this size when it is measured next, and not only soon."""
    page.set_viewport_size({"width": width, "height": height})
    until(page, lambda: page.evaluate("[innerWidth, innerHeight]") == [width, height], "the new size")
