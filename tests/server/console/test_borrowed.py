"""One computer, two auditors after each other in the same tab: what one was writing is not the other's."""

import pytest
from playwright.sync_api import expect

from core.services import staff
from tests.server.console import test_queue_by_keys as by_keys
from tests.server.console.conftest import PASSWORD
from tests.server.console.test_keys import is_listening

served, auditor = by_keys.served, by_keys.auditor
WORDS = "第二张照片看不清装置的刹车，请重拍"
REASON = "#decide textarea[name='reason.general'], textarea[form=decide][name='reason.general']"


@pytest.fixture
def other(house, people, now):
    staff.add(house, "钱审核", role="auditor", unit=None, login="qian", password=PASSWORD, now=now)
    return "qian"


def opened(page, entry):
    page.goto(f"/console/entries/{entry}")
    is_listening(page)
    return page.locator(REASON).first


def kept(page):
    return page.evaluate("Object.keys(sessionStorage).length")


def test_reasons_survive_an_ended_session_for_their_writer_alone(confirmed, auditor, other):
    opened(auditor, confirmed).evaluate(
        "(box, words) => { box.value = words; box.dispatchEvent(new Event('input', {bubbles: true})) }", WORDS
    )
    auditor.context.clear_cookies()  # the session has ended
    by_keys.signed_in(auditor, other)
    expect(opened(auditor, confirmed)).to_have_value("")
    auditor.context.clear_cookies()
    by_keys.signed_in(auditor, "zhao")
    expect(opened(auditor, confirmed)).to_have_value(WORDS)


def test_signing_out_leaves_no_words_on_a_borrowed_computer(confirmed, auditor):
    opened(auditor, confirmed).evaluate(
        "(box, words) => { box.value = words; box.dispatchEvent(new Event('input', {bubbles: true})) }", WORDS
    )
    assert kept(auditor) > 0
    auditor.locator(".who form button").click()
    auditor.wait_for_url("**/console/sign-in**")
    assert kept(auditor) == 0
