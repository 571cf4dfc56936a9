"""Every page of the console as a person comes to it: `(name, login, way)`; the way is an address or a walk over the page."""

import re
from pathlib import Path

import openpyxl
from playwright.sync_api import expect
from sqlalchemy import insert

from core.adapters import ids, sheets
from core.adapters.tables import deliveries, messages
from core.services import accounts, entries, links, overseeing, unit_sheets, units, verdicts
from tests import browsing
from tests.core.services import collecting
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
    back = _handed(house, stage)
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
        ("officer-sheets", "zhou", "/console/sheets"),
        ("account", "li", "/console/account"),
        ("home", "zhao", home),
        ("entries", "zhao", "/console/entries?state=confirmed"),
        ("entry", "zhao", f"/console/entries/{stage.shown}"),
        ("entry-returned", "zhao", f"/console/entries/{returned}"),
        ("entry-approved", "zhao", f"/console/entries/{approved}"),
        ("beside", "zhao", f"/console/entries/{stage.shown}/beside/{sent}"),
        ("verdicts", "zhao", "/console/verdicts"),
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
        ("panel-preview", "zhao", _scored(folder)),
        ("handover", "zhao", "/console/handover"),
        ("returned", "zhao", _returned(folder, back)),
        ("package", "zhao", f"/console/packages/{stage.packages[0]}"),
        ("exports", "zhao", "/console/exports"),
        ("campaign", "zhao", f"/console/campaigns/{CAMPAIGN}"),
        ("undelivered", "zhao", _undelivered(house, stage)),
        ("fault", "zhao", "/console/nowhere"),
        ("unit-tree", "admin", f"/console/units/{stage.units[UNIVERSITY]}/tree"),
        ("unit-import", "admin", _import(folder)),
        ("invitations", "admin", _print),
        ("broadcasts", "admin", "/console/broadcasts"),
        ("log", "admin", "/console/log"),
    ]  # fmt: skip


def _handed(house, stage):
    """Numbers of the university's entries that went to the national platform, and last of one that did not; an officer of two
    units; a decision that is told later."""
    people = stage.people
    about = {"is_delta": False, "has_files": False, "has_secrets": True}
    package = collecting.asked(house, people, about=about, unit=stage.units[UNIVERSITY])
    collecting.sent(house, people, package, collecting.row(house, people, package).counts["new"])
    with house.db.write() as tx:
        second = units.by_name(tx, "新安职业学院工会")
        accounts.grant(tx, people["zhou"], "officer", unit=second, campaign=None, by=None, now=NOW)
        for entry in stage.entries["confirmed"][1:3]:
            seen = entries.load(house, tx, entry).row.version
            verdicts.record(house, tx, entry, "approve", {}, by=people["zhao"], now=NOW, seen=seen)
        tx.after_commit.clear()
        found = [entries.load(house, tx, entry).row for entry in stage.entries["approved"]]
    gone = [row.number for row in found if row.state == "forwarded"]
    return gone, next(row.number for row in found if row.state == "approved")


def _returned(folder, numbers):
    """What the national platform said, one line of which cannot be right."""
    gone, other = numbers
    rows = [(number, f"QG-{place}", "入库", "") for place, number in enumerate(gone, 7)]
    path = Path(folder) / "back.xlsx"
    head = ("编号", "全国编号", "结果", "说明")
    sheets.write_rows(path, [("结果", head, [*rows, (other, "QG-99", "未入选", "")])])

    def walk(page):
        page.goto("/console/handover")
        page.set_input_files("#sheet", path)
        page.get_by_role("button", name="看看会改什么").click()
        page.wait_for_url("**/returns/*")

    return walk


def _scored(folder):
    """The panel's own sheet, filled in."""

    def walk(page):
        page.goto("/console/panel")
        with page.expect_download() as fetched:
            page.locator("a[href*='scores.xlsx']").first.click()
        path = Path(folder) / "scores.xlsx"
        fetched.value.save_as(path)
        book = openpyxl.load_workbook(path)
        sheet = book["评分表"]
        heads = [cell.value for cell in sheet[1]]
        for name, said in (("专家1", "92.5"), ("专家2", "88"), ("入选", "是")):
            sheet.cell(2, heads.index(name) + 1, said)
        book.save(path)
        page.set_input_files("#sheet", path)
        page.get_by_role("button", name="看会改动什么").click()
        expect(page.get_by_role("button", name="确认导入")).to_be_visible()

    return walk


def endpoint(way, rules):
    """Which page of the console a way ends at, by the routes of the app."""
    if not isinstance(way, str):
        return f"console.{WALKS[way.__qualname__.partition('.')[0]]}"
    return rules.bind("localhost").match(way.partition("?")[0], method="GET")[0]


WALKS = {
    "_import": "look_units",
    "_print": "invitation_sheets",
    "_scored": "panel_preview",
    "_returned": "returned",
}
# Addresses that are asked for and are no page of their own.
NO_PAGES = {
    "a file": "entry_form export log_csv log_xlsx package_file panel_sheet progress_sheet sheet_pdf course_word unit_template",
    "leads to the campaign that runs": "campaigns",
    "waits for a job and looks as `package` does": "archive",
    "stands behind `unit-import`, which begins there": "import_units",
}


def _undelivered(house, stage):
    """Messages of the day that did not arrive, for the reasons there are."""
    tries = [("template", "refused", 43004), ("subscription", "refused", 43101), ("template", "error:slow", -1), ("none", "late", None), ("none", "failed", None)]  # fmt: skip
    with house.db.write() as tx:
        for number, login in enumerate(("wang", "li", "sun", "wang")):
            made = ids.new()
            row = {
                "person": stage.people[login],
                "reason": "approved",
                "occasion": f"lost-{number}",
                "at": NOW,
            }
            tx.run(insert(messages).values(id=made, body={}, state="failed", attempt=1, due_at=NOW, **row))
            for attempt, (channel, outcome, errcode) in enumerate(tries[number : number + 2], 1):
                told = {"channel": channel, "outcome": outcome, "errcode": errcode, "at": NOW}
                tx.run(insert(deliveries).values(id=ids.new(), message=made, attempt=attempt, **told))
    return f"/console/sending/messages?day={NOW:%Y-%m-%d}"


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
            context.set_default_timeout(browsing.PATIENCE)
            page = context.new_page()
            if login:
                page.goto("/console/sign-in")
                page.fill("[name=login]", login)
                page.fill("[name=password]", PASSWORD)
                page.locator("form:has([name=password]) button").click()
                page.wait_for_url(lambda url: "/console/sign-in" not in url)
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
