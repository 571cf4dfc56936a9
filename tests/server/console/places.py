"""Every page of the console as a person comes to it: `(name, login, way)`; the way is an address or a walk over the page."""

import re
from pathlib import Path

from playwright.sync_api import expect

from core.services import links, overseeing, unit_sheets
from tests.server.console.stages import CAMPAIGN, HOSPITAL, NOW, PASSWORD, THEATRE, UNIVERSITY
from tests.sheets import table


def of(house, stage, folder):
    """In the order of a visit; `None` is nobody."""
    home, tree = "/console/", f"/console/units/{stage.units[HOSPITAL]}"
    with house.db.write() as tx:
        code = overseeing.invite_officer(tx, stage.units[THEATRE], by=stage.people["zhao"], now=NOW)
        desk = links.desk(house, tx, stage.people["li"], entry=stage.shown).partition("?")[2]
    draft, returned, approved = (stage.entries[state][0] for state in ("draft", "returned", "approved"))
    sent = stage.entries["submitted"][0]
    return [
        ("sign-in", None, "/console/sign-in"),
        ("invitation", None, f"/console/invitation?code={code}"),
        ("enter", None, f"/console/enter?{desk}"),
        ("no-grant", "sun", home),
        ("apply", "sun", "/console/apply?text=剧院"),
        ("apply-form", "sun", f"/console/apply?unit={stage.units[THEATRE]}"),
        ("officer-home", "li", home),
        ("officer-entries", "li", "/console/entries"),
        ("officer-entry", "li", f"/console/entries/{sent}"),
        ("officer-draft", "li", f"/console/entries/{draft}"),
        ("officer-progress", "li", "/console/progress"),
        ("officer-remind", "li", "/console/progress/remind"),
        ("officer-sheet", "li", f"/console/sheets/{CAMPAIGN}/{stage.units[HOSPITAL]}"),
        ("officer-course", "li", f"/console/sheets/courses/{stage.courses[3]}"),
        ("account", "li", "/console/account"),
        ("home", "zhao", home),
        ("entries", "zhao", "/console/entries?state=confirmed"),
        ("entry", "zhao", f"/console/entries/{stage.shown}"),
        ("entry-returned", "zhao", f"/console/entries/{returned}"),
        ("entry-approved", "zhao", f"/console/entries/{approved}"),
        ("progress", "zhao", "/console/progress?kinds=1"),
        ("remind", "zhao", "/console/progress/remind"),
        ("units", "zhao", "/console/units"),
        ("unit", "zhao", tree),
        ("unit-find", "zhao", "/console/units/find?text=皖江大学"),
        ("applications", "zhao", "/console/applications"),
        ("courses", "zhao", "/console/courses"),
        ("course", "zhao", f"/console/courses/{stage.courses[1]}"),
        ("mailed", "zhao", "/console/courses/mailed"),
        ("panel", "zhao", "/console/panel"),
        ("handover", "zhao", "/console/handover"),
        ("package", "zhao", f"/console/packages/{stage.packages[0]}"),
        ("exports", "zhao", "/console/exports"),
        ("campaign", "zhao", f"/console/campaigns/{CAMPAIGN}"),
        ("fault", "zhao", "/console/nowhere"),
        ("unit-tree", "admin", f"/console/units/{stage.units[UNIVERSITY]}/tree"),
        ("unit-import", "admin", _import(folder)),
        ("invitations", "admin", _print),
        ("log", "admin", "/console/log"),
    ]  # fmt: skip


def _import(folder):
    path = table(
        Path(folder) / "units.xlsx",
        [
            list(unit_sheets.COLUMNS),
            ["天柱大剧院工会", "安徽省教科文卫体工会", "", "", THEATRE],
            ["江岸博物馆工会", "安徽省教科文卫体工会", "单位", "是"],
            ["江岸博物馆陈列部", "江岸博物馆工会"],
            ["皖江大学附属中学", "新安职业学院工会"],
        ],
    )

    def walk(page):
        page.goto("/console/units/import")
        page.set_input_files("#sheet", path)
        page.get_by_role("button", name="看有哪些不同").click()
        expect(page.get_by_role("heading", name=re.compile("会改动"))).to_be_visible()

    return walk


def _print(page):
    page.goto("/console/units")
    page.get_by_role("button", name=re.compile("还没有干事的")).click()
    expect(page.locator(".letter").first).to_be_visible()


class Desks:
    """One browser context a person, signed in once."""

    def __init__(self, browser, address, size, **more):
        self._browser, self._address, self._size, self._more = browser, address, size, more
        self._held = {}

    def page(self, login):
        if login not in self._held:
            context = self._browser.new_context(
                base_url=self._address,
                viewport=self._size,
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                **self._more,
            )
            context.set_default_timeout(60_000)
            page = context.new_page()
            if login:
                page.goto("/console/sign-in")
                page.fill("[name=login]", login)
                page.fill("[name=password]", PASSWORD)
                page.locator("form:has([name=password]) button").click()
                page.wait_for_load_state()
                assert "/console/sign-in" not in page.url, login
            self._held[login] = page
        return self._held[login]

    def arrive(self, login, way):
        page = self.page(login)
        page.goto(way) if isinstance(way, str) else way(page)
        page.wait_for_load_state("load")
        return page

    def close(self):
        for page in self._held.values():
            page.context.close()
