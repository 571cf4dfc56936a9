"""First useful paint of the mini-program on a weak phone: CPU 4 times slower, slow 4G, in the engine of the sandbox."""

import statistics
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests import browsing
from tests.miniprogram.handsets import Handset
from tests.playing import Phone
from tests.running import Copy

TIMES = 5
WORKER = "o-sandbox-wang"


def figures() -> Iterator[dict[str, Any]]:
    """`ms` from the start of the program to the frame with the first useful thing; `requests` begun before it."""
    copy = Copy().start()
    try:
        entry = (
            Phone(copy, WORKER)
            .login()
            .post("/entries", campaign="2024-anhui", track="innovation")
            .json()["id"]
        )
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browsing.executable(), args=["--no-sandbox"])
            for name, url, useful in (
                ("home", "pages/home/home", ".card"),
                ("form", f"pages/form/form?entry={entry}", ".field"),
            ):
                for is_first in (True, False):
                    yield _figure(browser, copy.sandbox, name, url, useful, is_first=is_first)
            browser.close()
    finally:
        copy.stop()
        copy.remove()


def _figure(
    browser: Browser, sandbox: str, name: str, url: str, useful: str, *, is_first: bool
) -> dict[str, Any]:
    """`is_first`: nothing of the server is on the phone yet, so that a paint has to wait for its answers."""
    seen = []
    for _ in range(TIMES):
        context = browser.new_context(viewport={"width": 390, "height": 780}, bypass_csp=True)
        handset = Handset(context, sandbox, WORKER)
        seen.append(handset.painted(url, useful, kept=not is_first))
        context.close()
    return {
        "figure": f"first useful paint of {name}, CPU 4x slower, slow 4G, {'nothing kept' if is_first else 'opened before'}",
        "ms": round(statistics.median(one["ms"] for one in seen)),
        "worst_ms": round(max(one["ms"] for one in seen)),
        "bound_ms": 1000,
        "requests": max(one["requests"] for one in seen),
        "bound_requests": 2,
    }
