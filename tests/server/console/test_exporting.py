"""The page of exports: few entries at once, many as a package, which is its asker's own."""

from io import BytesIO
from urllib.parse import unquote

import openpyxl
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from core.adapters.tables import log
from core.services import exports, packages
from tests import counting
from tests.serving import serving

DOOR, PAGE = "/console/exports/2024-anhui/innovation.xlsx", "/console/exports"
OF, BUTTON = "2024-anhui/innovation", "打包成 Excel（1 项）"


@pytest.fixture
def long(monkeypatch):
    """One entry is many."""
    monkeypatch.setattr(exports, "AT_ONCE", 0)


def cells(content):
    return [[cell.value for cell in line] for line in openpyxl.load_workbook(BytesIO(content)).active]


def asked(opened):
    made = opened.post(PAGE, of=OF)
    assert made.status_code == 303, made.text
    return made.headers["Location"]


def made(house, opened, now):
    address = asked(opened)
    assert packages.make(house, address.rsplit("/", 1)[1], now=now) == "made"
    return address


def noted(house):
    with house.db.read() as tx:
        acted = log.c.act.like("export.%") | log.c.act.like("package.%")
        return [one.act for one in tx.rows(select(log.c.act).where(acted).order_by(log.c.sequence))]


def test_a_short_list_is_one_click(house, browser, submitted):
    auditor = browser("auditor")
    page = auditor.see(PAGE)
    assert f'href="{DOOR}"' in page and "打包" not in page
    assert len(cells(auditor.get(DOOR, buffered=True).data)) == 2
    assert noted(house) == ["export.write"]


def test_a_long_one_is_refused_at_its_address_and_offered_as_a_package(house, browser, submitted, long):
    auditor = browser("auditor")
    refused = auditor.get(DOOR)
    assert refused.status_code == 409 and "超过 0 项的要先打包，所以没有直接下载" in refused.text
    page = auditor.see(PAGE)
    assert BUTTON in page and f'value="{OF}"' in page and f'href="{DOOR}"' not in page
    assert "只有您自己能下载，保留一天" in page
    assert "2024-anhui/roadshow.xlsx" in page  # nothing in it: it is short
    assert noted(house) == []


@pytest.mark.parametrize("who", ["auditor", "officer"])
def test_it_is_packed_and_fetched_and_is_the_same_cell_by_cell(
    house, browser, submitted, now, monkeypatch, who
):
    opened = browser(who)
    direct = opened.get(DOOR, buffered=True).data
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    address = asked(opened)
    assert "正在打包" in opened.see(address) and "打包中 0%" in opened.see(PAGE)
    assert BUTTON not in opened.see(PAGE)  # one at a time: the page leads to the one that is being made
    assert packages.make(house, address.rsplit("/", 1)[1], now=now) == "made"
    page = opened.see(address)
    assert "← 导出" in page and "申报 1 项" in page and "里面有电话等个人信息，请妥善保管" in page
    assert 'href="/console/exports" aria-current="page"' in page and "合订本" not in page
    assert f'href="{address}"' in opened.see(PAGE) and BUTTON in opened.see(PAGE)
    fetched = opened.get(f"{address}/file", buffered=True)
    assert cells(fetched.data) == cells(direct) and len(cells(direct)) == 2
    saved = unquote(fetched.headers["Content-Disposition"])
    assert saved.startswith("attachment") and saved.endswith(" 申报清单 2024年5月13日.xlsx")
    assert fetched.headers["Cache-Control"] == "no-store"
    again = opened.get(f"{address}/file", headers={"Range": "bytes=100-"}, buffered=True)
    assert (again.status_code, again.data) == (206, fetched.data[100:])
    assert noted(house) == ["export.write", "package.ask", "package.fetch", "export.write"]


def test_nobody_elses_package_is_seen_listed_or_fetched(house, browser, submitted, now, long):
    address = made(house, browser("officer"), now)
    for who in ("auditor", "administrator", "stranger"):
        other = browser(who)
        assert other.get(address).status_code == other.get(f"{address}/file").status_code == 404
        assert other.post(f"{address}/sent", count="1").status_code == 404
        assert address not in other.see(PAGE)
    assert address not in browser("auditor").see("/console/handover")
    for who in ("worker", None):
        assert browser(who).get(f"{address}/file").status_code in (302, 403)


def test_ones_own_list_is_none_of_the_provinces_packages(house, browser, submitted, now, long):
    auditor = browser("auditor")
    address = made(house, auditor, now)
    assert address not in auditor.see("/console/handover") and address in auditor.see(PAGE)
    assert "种类 申报清单" in browser("administrator").see("/console/log")
    assert auditor.post("/console/handover", kind="list", of=OF).status_code == 422


def test_what_cannot_be_packed_is_said_on_the_page(house, browser, submitted, long, monkeypatch):
    auditor = browser("auditor")
    unknown = auditor.post(PAGE, of="none/none")
    assert unknown.status_code == 404 and "没有办成" in unknown.text and BUTTON in unknown.text
    with monkeypatch.context() as patch:
        patch.setattr(type(house.jobs), "is_up", lambda _jobs: False)
        down = auditor.post(PAGE, of=OF)
    assert down.status_code == 503 and "没有办成" in down.text
    assert browser("worker").post(PAGE, of=OF).status_code == 403


def test_the_page_takes_the_same_queries_whatever_was_packed(house, browser, submitted, now, long):
    auditor, counts = browser("auditor"), []
    for many in (1, 9):
        for _ in range(many):
            made(house, auditor, now)
        counts.append(counting.statements(house, lambda: auditor.see(PAGE)))
    assert counts[0] == counts[1]


@pytest.fixture
def page(app, chromium, people):
    with serving(app) as url:
        context = chromium.new_context(base_url=url, locale="zh-CN", accept_downloads=True)
        opened = context.new_page()
        opened.goto(f"/console/sign-in?next={PAGE}")
        opened.fill("[name=login]", "zhao")
        opened.fill("[name=password]", "wuxiao-demo")
        opened.keyboard.press("Enter")
        expect(opened.get_by_role("heading", name="导出", exact=True)).to_be_visible()
        yield opened
        context.close()


@pytest.mark.browser
def test_by_keys_from_the_button_to_the_file(house, page, submitted, now, tmp_path, long):
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    button = page.get_by_role("button", name=BUTTON)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("正在打包")
    assert packages.make(house, page.url.rsplit("/", 1)[1], now=now) == "made"
    link = page.get_by_role("link", name="下载（")  # the page looks again by itself
    link.focus()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    waiting.value.save_as(tmp_path / "list.xlsx")
    assert waiting.value.suggested_filename.endswith(" 申报清单 2024年5月13日.xlsx")
    assert len(cells((tmp_path / "list.xlsx").read_bytes())) == 2
    page.get_by_role("link", name="← 导出").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("可以下载")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
