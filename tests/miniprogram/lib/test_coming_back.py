"""Who put the phone away goes on where they stopped; who got an entry back reads first what to mend."""

import pytest
from playwright.sync_api import expect

from core.domain import phrases
from tests.browsing import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.story]


@pytest.mark.parametrize("is_single", [False, True])
def test_who_comes_back_goes_on_at_the_step_where_they_stopped(worker, is_single):
    phone = worker.phone
    worker.form("background")
    phone.wx("setStorage", {"key": "prefs", "data": {"isLarge": False, "isSingle": is_single}})
    phone.kill()
    worker.form("summary")
    place = phone.shown.locator(".where .at")
    expect(place).to_contain_text("/ 19" if is_single else "/ 5")
    stopped = place.inner_text()
    phone.kill()
    phone.open("pages/home/home")
    phone.shown.get_by_role("button", name="还没有起名字的申报").first.click()
    expect(phone.shown.locator(".where .at")).to_have_text(stopped.replace("\n", ""))
    expect(phone.shown.locator("#field-summary")).to_be_visible()


def test_an_entry_from_an_address_begins_at_its_beginning(worker):
    worker.form("background")
    worker.phone.open(f"pages/form/form?entry={worker.entry}")
    expect(worker.phone.shown.locator("#field-title")).to_be_visible()


def test_what_is_over_says_so_and_offers_nothing_new(worker):
    """The house's answer as it is after the window; the house's own clock is everybody's here."""

    def later(route):
        told = route.fetch(timeout=PATIENCE).json()
        over = [{**row, "is_over": True} for row in told["entries"]]
        route.fulfill(json={**told, "entries": over, "tracks": []})

    worker.phone.context.route("**/api/v1/home", later)
    worker.phone.open("pages/home/home")
    shown = worker.phone.shown
    expect(shown.get_by_text("6月28日已截止").first).to_be_visible()
    expect(shown.get_by_text("现在没有正在征集的申报")).to_be_visible()
    expect(shown.get_by_role("heading", name="再报一项")).to_have_count(0)


def over(worker, state="draft"):
    """The house says of the worker's entry what it says after the window, or after the term of a correction."""

    def later(route):
        if route.request.method != "GET":
            return route.continue_()
        told = route.fetch(timeout=PATIENCE).json()
        return route.fulfill(json={**told, "state": state, "is_over": True})

    worker.phone.context.route(f"**/api/v1/entries/{worker.entry}?*", later)
    worker.phone.context.route(f"**/api/v1/entries/{worker.entry}", later)


@pytest.mark.parametrize("state", ["draft", pytest.param("returned", marks=pytest.mark.nightly)])
def test_whose_time_is_over_reads_it_in_the_form_and_is_not_asked_to_hand_in(worker, state):
    said = phrases.say(f"entry.ended.{state}")
    over(worker, state)
    worker.form("papers")
    shown = worker.phone.shown
    expect(shown.get_by_role("alert").get_by_text(said)).to_be_visible()
    expect(shown.get_by_role("button", name="检查并提交")).to_have_count(0)
    worker.phone.open(f"pages/review/review?entry={worker.entry}")
    expect(worker.phone.shown.get_by_role("alert").get_by_text(said)).to_be_visible()
    expect(worker.phone.shown.get_by_text("项要补或要改")).to_be_visible()
    for words in ("提交", "补齐后才能提交"):
        expect(worker.phone.shown.get_by_role("button", name=words, exact=True)).to_have_count(0)
