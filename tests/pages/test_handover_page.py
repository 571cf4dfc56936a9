"""A hand-over in the browser: packed, downloaded, opened and compared cell by cell; given over; the result taken in."""

import zipfile
from io import BytesIO
from threading import Event, Thread

import openpyxl
import pytest
import requests
from playwright.sync_api import expect

from core.adapters import sheets
from core.adapters.clock import START, real
from core.services import campaigns, entries, national, packages
from tests import browsing
from tests.core.services import collecting
from tests.core.services.collecting import CAMPAIGN
from tests.pages.conftest import Live
from tests.running import PATIENCE, until

pytestmark = pytest.mark.browser
people = collecting.province


@pytest.fixture
def worker(house):
    """Makes what waits, as the worker would."""
    stop = Event()

    def work():
        while not stop.wait(0.1):
            with house.db.read() as tx:
                due = packages.MAKING.due(tx, now=real())
            for package, _ in due:
                packages.make(house, package, now=START)

    thread = Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.fixture
def page(house, people, chromium):
    live = Live(house.settings).start()
    context = chromium.new_context(accept_downloads=True, locale="zh-CN")
    opened = context.new_page()
    opened.goto(f"{live.url}/console/sign-in")
    opened.get_by_label("登录名").fill("zhao")
    opened.get_by_label("密码").fill("wuxiao-demo")
    opened.get_by_role("button", name="登录", exact=True).click()
    expect(opened.locator("nav.places")).to_be_visible()
    opened.live = live
    yield opened
    context.close()
    live.close()


def test_a_hand_over_is_downloaded_and_compared_cell_by_cell(house, people, worker, page, tmp_path):
    made = [
        collecting.approved(house, people, title=title, owner="sun")
        for title in ("=SUM(1,2)的“自动锁止”装置研制与应用", "后勤锅炉补水自动控制小改造的研究")
    ]
    page.get_by_role("link", name="转报和证书", exact=True).click()
    page.get_by_role("button", name="打包").click()
    link = page.get_by_role("link", name="下载")
    expect(link).to_be_visible()
    expect(page.locator("main")).to_contain_text("新增 2 项")
    with page.expect_download() as waiting:
        link.click()
    path = tmp_path / "handover.zip"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename.endswith("2024年5月13日.zip")
    compare(house, made, path)
    resumed(page, link.get_attribute("href"), path)
    page.get_by_role("button", name="登记：2 项已转报").click()
    expect(page.locator("h1")).to_contain_text("已转报")
    until(lambda: {collecting.state(house, entry) for entry in made} == {"forwarded"}, what="both forwarded")
    take_in(house, page, made, tmp_path)


def compare(house, made, path):
    """Every cell of the list against what the entries say, every file against its bytes."""
    with zipfile.ZipFile(path) as archive, house.db.read() as tx:
        assert archive.testzip() is None
        book = openpyxl.load_workbook(BytesIO(archive.read("转报清单.xlsx")))
        track = campaigns.track(house, tx, CAMPAIGN, "innovation")
        rows = [
            [(cell.value or "", cell.data_type) for cell in row] for row in book.worksheets[0].iter_rows()
        ]
        assert [value for value, _ in rows[0]][2:-3] == [field.label for field in track.fields]
        for entry, row in zip(made, rows[1:], strict=True):
            loaded = entries.load(house, tx, entry)
            wanted = [loaded.row.number, "新增", *(loaded.cell(field.key) for field in track.fields)]
            assert [value for value, _ in row][: len(wanted)] == wanted
            assert "f" not in {kind for _, kind in row}
            folder = row[-1][0]
            assert archive.read(f"{folder}/照片/photos-1.jpg") == b"bytes of photos0.bin"


def resumed(page, href, path):
    """A download that broke off goes on where it was."""
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    whole = path.read_bytes()
    url = f"{page.live.url}{href}"
    rest = requests.get(
        url, cookies=cookies, headers={"Range": f"bytes={len(whole) - 500}-"}, timeout=PATIENCE
    )
    assert (rest.status_code, rest.content) == (206, whole[-500:])


def take_in(house, page, made, tmp_path):
    """The sheet of the national platform, by hand."""
    sheets.write_rows(
        tmp_path / "back.xlsx",
        [
            (
                "结果",
                ("编号", "全国编号", "结果"),
                [("AH24-000001", "QG-7", "入库"), ("AH24-000002", "QG-8", "未入选")],
            )
        ],
    )
    with zipfile.ZipFile(tmp_path / "back.zip", "w") as archive:
        archive.writestr("AH24-000001.pdf", b"%PDF-1.7 national")
    page.get_by_role("link", name="转报和证书", exact=True).click()
    page.get_by_label("结果表").set_input_files(tmp_path / "back.xlsx")
    page.get_by_label("证书（.zip").set_input_files(tmp_path / "back.zip")
    page.get_by_role("button", name="看看会改什么").click()
    expect(page.locator("main")).to_contain_text("会写入 2 项")
    page.get_by_role("button", name="写入 2 项").click()
    expect(page.locator("main")).to_contain_text("写入 2 项。申报人会在公众号收到")
    with house.db.read() as tx:
        assert [national.of(tx, entry).verdict for entry in made] == ["入库", "未入选"]


SHOTS = {"handover": "/console/handover", "campaign": f"/console/campaigns/{CAMPAIGN}", "home": "/console/"}


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_fit_a_desk_and_a_phone(house, people, page, width):
    """Nothing is wider than the screen, and every field has a name that is read aloud."""
    collecting.approved(house, people)
    browsing.resize(page, width, 900)
    for path in SHOTS.values():
        page.goto(f"{page.live.url}{path}")
        wide = page.locator("body").evaluate(
            "body => body.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, path
        unnamed = page.locator("input:visible, select:visible").evaluate_all(
            "all => all.filter(one => !one.labels || !one.labels.length).map(one => one.name)"
        )
        assert unnamed == [], path
