"""Who wants it so is asked one thing a screen, and comes to the same end."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.story]


def test_one_question_a_screen_goes_on_by_one(worker):
    phone = worker.phone
    phone.open("pages/account/account")
    phone.shown.get_by_role("switch", name="一屏只问一项").click()
    expect(phone.shown.get_by_role("switch", name="一屏只问一项")).to_have_attribute("aria-checked", "true")
    worker.form("background")  # started again: it is remembered
    fields = phone.shown.locator(".field")
    expect(fields).to_have_count(1)
    phone.shown.get_by_role("textbox").fill("一屏一项")
    phone.shown.get_by_role("button", name="下一步", exact=True).click()
    phone.shown.locator("#field-goal").wait_for()
    expect(fields).to_have_count(1)
    phone.shown.get_by_role("button", name="上一步", exact=True).click()
    expect(phone.shown.locator("#field-background").get_by_role("textbox")).to_have_value("一屏一项")
