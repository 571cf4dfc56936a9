"""The menu: each sees the places of their roles, each link opens, the page one is on is marked."""

import re

import pytest

from core.services import staff
from server.console import navigation
from tests.server.console.conftest import Browser

SEEN = {
    "officer": ["首页", "申报", "进度", "推荐路演", "导出", "活动"],
    "auditor": ["首页", "申报", "待公布", "进度", "单位", "路演", "转报和证书", "导出", "活动"],
    "administrator": ["首页", "申报", "待公布", "进度", "单位", "路演", "转报和证书", "导出", "活动", "日志"],
}


def menu(page):
    """[(address, is marked, label)] of the main menu."""
    drawn = page.split('<nav class="places"')[1].split("</nav>")[0]
    links = re.findall(r'<a href="([^"]+)" (aria-current="page")?>([^<]+)</a>', drawn)
    return [(address, bool(mark), label) for address, mark, label in links]


@pytest.mark.parametrize("who", SEEN)
def test_the_menu_shows_the_places_of_ones_roles_and_each_opens_marked(browser, who):
    seated = browser(who)
    links = menu(seated.see("/console/"))
    assert [label for _, _, label in links] == SEEN[who]
    for address, _, label in links:
        page = seated.get(address, follow_redirects=True)  # the one campaign there is stands for the list
        assert page.status_code == 200, address
        marked = [name for _, is_here, name in menu(page.get_data(as_text=True)) if is_here]
        assert marked == [label]


def test_who_administers_one_branch_is_led_to_no_page_that_is_shut(house, app, people, now):
    told = {"role": "administrator", "unit": "皖江大学工会", "login": "branch", "password": "wuxiao-demo"}
    staff.add(house, "枝管", now=now, **told)
    branch = Browser(app)
    branch.sign_in("branch")
    links = menu(branch.see("/console/"))
    assert [label for _, _, label in links] == SEEN["administrator"][:-1]
    assert {branch.get(address, follow_redirects=True).status_code for address, _, _ in links} == {200}


def test_an_entry_lies_among_the_entries(browser, submitted):
    page = browser("officer").see(f"/console/entries/{submitted}")
    assert [label for _, is_here, label in menu(page) if is_here] == ["申报"]


def test_every_endpoint_of_the_menu_is_a_page_of_the_console_and_lies_in_one_place(app):
    told = [name for place in navigation.PLACES for name in {place.endpoint, *place.within}]
    assert len(told) == len(set(told))
    assert {f"console.{name}" for name in told} <= set(app.view_functions)


def test_the_keys_are_told_on_every_page_and_the_first_link_skips_to_the_text(browser):
    page = browser("officer").see("/console/entries")
    assert re.search(r'<body [^>]*>\s*<a class="skip" href="#main">', page) and 'id="main"' in page
    assert re.findall(r"<kbd>(.+?)</kbd>", page) == [key for key, _ in navigation.KEYS]
