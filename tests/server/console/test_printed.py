"""A printed list says what narrows it, who printed it and as of when; on the screen it says it by its filters."""

import re
from datetime import datetime

import pytest

TEN = datetime.fromisoformat("2024-05-13T10:00:00+08:00")
LINE = r'<p class="printed">(.+?)</p>'


def line(page):
    return re.search(LINE, page)[1]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("view=", "全部申报，先提交的在前"),
        ("kind=nonsense&worst=nonsense&since=昨天", "项目：nonsense；先提交的在前"),
        (
            "state=confirmed&unit=淮河医院工会&text=第0次+床旁&seal=missing&since=2024-05-01&until=2024-05-13&order=new",
            "状态：待审核；盖章：没有盖章件；单位（含下级）：淮河医院工会；搜索：第0次 床旁；提交日期：2024-05-01 至 2024-05-13；后提交的在前",
        ),
        ("mine=waiting&near=1&until=2024-05-13", "重复：可能重复；与我有关：等我办的；提交日期：至 2024-05-13；先提交的在前"),
    ],
)  # fmt: skip
def test_a_printed_queue_says_its_conditions_and_its_minute(
    house, browser, confirmed, monkeypatch, query, said
):
    auditor = browser("auditor")
    monkeypatch.setattr(house.clock, "now", lambda: TEN)  # however long the page takes
    page = auditor.see(f"/console/entries?{query}")
    assert line(page) == f"2024-05-13 10:00 的内容，赵审核打印。条件：{said}。"


def test_a_list_replaced_by_a_filter_carries_its_new_conditions(browser, confirmed):
    part = browser("auditor").get("/console/entries?state=confirmed", headers={"HX-Request": "true"})
    assert "条件：状态：待审核；先提交的在前。" in line(part.get_data(as_text=True))


def test_a_printed_view_says_its_name(browser, confirmed):
    auditor = browser("auditor")
    auditor.post("/console/views", query="state=confirmed", name="五月待审核的")
    address = re.search(
        r'href="(/console/entries\?state=confirmed&view=[^"]+)"', auditor.see("/console/entries")
    )[1]
    assert "条件：视图：五月待审核的；状态：待审核；先提交的在前。" in line(auditor.see(address))


def test_a_later_page_says_that_pages_stand_before_it(browser, confirmed):
    page = browser("auditor").see("/console/entries?after=zzz")
    assert line(page).endswith("先提交的在前。不是第一页，前面还有。")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "全部记录，后发生的在前。"),
        ("since=昨天", "全部记录，后发生的在前。"),
        (
            "who=赵&act=entry.submit&number=AH24-000001&until=2024-05-13",
            "谁：赵；做了什么：提交；申报编号：AH24-000001；日期：至 2024-05-13；后发生的在前。",
        ),
        ("before=99", "全部记录，后发生的在前。不是第一页，前面还有。"),
    ],
)
def test_a_printed_log_says_its_conditions_and_its_minute(
    house, browser, confirmed, monkeypatch, query, said
):
    administrator = browser("administrator")
    monkeypatch.setattr(house.clock, "now", lambda: TEN)
    page = administrator.see(f"/console/log?{query}")
    assert line(page) == f"2024-05-13 10:00 的内容，管甲打印。条件：{said}"
