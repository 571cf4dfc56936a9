"""Keys at the console, in a real Chromium: told on `?`, J and K walk the list, Enter opens, nobody who writes is disturbed."""

import pytest
from playwright.sync_api import expect

from tests import browsing
from tests.serving import serving

LIST = ".rows .called a"


def is_listening(page):
    """The script is there: it shows the button."""
    expect(page.get_by_role("button", name="按键")).to_be_visible()


@pytest.fixture
def page(app, chromium, people, submitted):
    """The officer's list of entries, in a context of its own."""
    with serving(app) as url:
        context = chromium.new_context(base_url=url)
        page = context.new_page()
        page.goto("/console/sign-in?next=/console/entries")
        page.fill("[name=login]", "li")
        page.fill("[name=password]", "wuxiao-demo")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("申报")
        is_listening(page)
        yield page
        context.close()


def test_the_list_is_walked_and_opened_by_keys_alone(page, submitted):
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="用键盘")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="用键盘")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("j?k")  # written, not obeyed
    expect(page.locator("#text")).to_have_value("j?k")
    expect(page.get_by_role("dialog", name="用键盘")).to_be_hidden()
    page.goto("/console/entries")
    is_listening(page)
    page.keyboard.press("j")
    expect(page.locator(LIST).first).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(LIST).first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/console/entries/{submitted}?queue=*")


def test_the_menu_fits_a_phone_and_is_not_printed(page):
    browsing.resize(page, 360, 740)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.emulate_media(media="print")
    expect(page.locator("nav.places")).to_be_hidden()
