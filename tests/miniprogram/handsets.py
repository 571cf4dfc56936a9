"""A phone with the mini-program in Chromium, played by a test. What `window.__phone` can do is told in engine/harness.js."""

import json
from pathlib import Path

from tests.browsing import PATIENCE

ENGINE = Path(__file__).resolve().parents[2] / "sandbox" / "phone"
AXE = ENGINE / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.1 A and AA. `region` and the rules of whole documents judge the phone's frame, not a page of the program.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
LEAST = 44  # CSS px of a target
# Slow 4G as Lighthouse throttles it: 150 ms, 1.6 Mbit/s down, 750 kbit/s up
SLOW_4G = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8, "offline": False}


class Handset:
    """One person's phone. `context` is a browser context, kept when the page is killed."""

    def __init__(self, context, sandbox: str, openid: str = "o-sandbox-wang", **told):
        self.context, self._sandbox, self._openid = context, sandbox, openid
        self.page = None
        told = {"asks": False} | told
        # another # is heard of a moment after the address has it: before the engine, by this
        context.add_init_script(
            f"""window.__heard = location.hash; addEventListener("hashchange", () => {{ window.__heard = location.hash }});
            Object.defineProperty(window, "__phoneSetup", {{
              configurable: true, get: () => window.__told, set: (told) => {{ window.__told = {{ ...told, ...{json.dumps(told)} }} }} }})"""
        )

    def open(self, url: str = ""):
        """Opens the mini-program, at a page with its query if one is given."""
        self.page = self.page or self.context.new_page()
        self.page.goto(
            f"{self._sandbox}/mini/{self._openid}/index.html" + (f"#/{url.lstrip('/')}" if url else "")
        )
        return self.ready()

    def ready(self):
        self.page.wait_for_function("window.__mpReady && window.__heard === location.hash")
        return self

    def leave(self):
        """Closes it. A call that a test answers in the house's place may be under way still: it is nobody's any more, and would
        fail whichever test runs next."""
        self._unroute()
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.close()

    def _unroute(self):
        if self.page is not None:
            self.page.unroute_all(behavior="ignoreErrors")

    def rests(self):
        """Waits until no call of the program is under way: what a test does to the line next meets no other than its own."""
        self.page.wait_for_function(
            "() => { const { atOnce, waiting } = __phone.counters().calls; return !atOnce && !waiting }"
        )
        return self

    def kill(self):
        """As the system does when memory is short: no goodbye."""
        self._unroute()
        self.page.close()
        self.page = None

    def reopen(self, **told):
        """Left and started again by hand; temporary files may be gone: keepTemporary=False."""
        # what is left is not ready: what is asked next is asked of the one that comes
        self.page.evaluate("(told) => { window.__mpReady = false; void __phone.reopen(told) }", told)
        return self.ready()

    @property
    def shown(self):
        """The page on top."""
        return self.page.locator(".mp-frame:not([hidden]) > mp-page")

    def do(self, act: str, *given):
        """`__phone.ACT(…)`."""
        return self.page.evaluate("([act, given]) => __phone[act](...given)", [act, list(given)])

    def wx(self, name: str, told: dict | None = None):
        """`wx.NAME(told)`: what success or fail is called with; a task is waited for."""
        return self.page.evaluate(
            """([name, told]) => new Promise((resolve) => __wx[name]({ ...told, success: resolve, fail: resolve }))""",
            [name, told or {}],
        )

    def script(self, code: str, given=None):
        """JavaScript that has `wx` and `given`; may await."""
        return self.page.evaluate(f"async (given) => {{ const wx = __wx; {code} }}", given)

    @property
    def errors(self):
        return self.do("errors")

    def inaccessible(self, *, without: tuple[str, ...] = ()) -> list[str]:
        """What axe-core finds on the page on top, one line a rule and element; and targets that are too small or nameless."""
        if not self.page.evaluate("'axe' in window"):
            self.page.add_script_tag(content=AXE.read_text("utf-8"))
        found = self.page.evaluate(
            "(tags) => axe.run(document.querySelector('.mp-frame:not([hidden])'), { runOnly: tags, resultTypes: ['violations'] })",
            AXE_TAGS,
        )["violations"]
        lines = [
            f"{rule['id']}: {node['html'][:160]}"
            for rule in found
            if rule["id"] not in without
            for node in rule["nodes"]
        ]
        for target in self.do("targets"):
            place = f"<{target['tag']}> {target['words']!r} {target['width']}x{target['height']}"
            if target["height"] < LEAST or target["width"] < LEAST:
                lines.append(f"small: {place}")
            if not target["role"]:
                lines.append(f"no role: {place}")
            elif not target["words"]:
                lines.append(f"no name: {place}")
        return lines

    def painted(
        self, url: str, selector: str, *, cpu: int = 4, network: dict | None = None, kept: bool = True
    ) -> dict:
        """The first useful paint on a weak phone, from the start of the program to the frame that shows `selector`:
        {"ms": …, "requests": calls of the program begun before it, "loaded_ms": with the package fetched}.
        The package is in the browser's cache, as it is on a phone that has opened the mini-program before; with
        `kept` so is what the program keeps there."""
        self.open(url)
        self.shown.locator(selector).first.wait_for()
        if not kept:
            self.rests().script("wx.clearStorageSync()")
        page = self.context.new_page()
        session = self.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", network or SLOW_4G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})
        page.add_init_script(
            f"""const watching = new MutationObserver(() => {{
              const seen = document.querySelector('.mp-frame:not([hidden])')?.querySelector({json.dumps(selector)})
              if (!seen || !seen.getBoundingClientRect().height) return
              watching.disconnect()
              const calls = __phone.counters().calls.started
              requestAnimationFrame(() => requestAnimationFrame(() => {{ window.__painted = {{ at: performance.now(), calls }} }}))
            }}); watching.observe(document, {{ subtree: true, childList: true, attributes: true }})"""
        )
        try:
            page.goto(self.page.url)
            page.wait_for_function("window.__painted", timeout=PATIENCE)
            return page.evaluate(
                """() => { const start = performance.getEntriesByName('phone:start')[0].startTime
                  return { ms: __painted.at - start, loaded_ms: __painted.at, requests: __painted.calls } }"""
            )
        finally:
            page.close()
