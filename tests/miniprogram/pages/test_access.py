"""Every page in normal and large print: labels, contrast, targets of 44 px, nothing wider than the phone."""

import json

import pytest
from playwright.sync_api import expect

from tests import sheets
from tests.miniprogram import stages, walking
from tests.running import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.story]
NAMES = [station[0] for station in stages.stations(stages.Stage(*"1234567"))]


@pytest.fixture(scope="module")
def stage(copy, files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stage")
    faulty = sheets.bank(folder / "题库.xlsx", options_gap=4, answer_single=6)
    return {one[0]: one for one in stages.stations(stages.furnished(copy, files, folder, faulty))}


@pytest.fixture(scope="module")
def phones(chromium, copy):
    """One phone a person; what a page carries to the screen stays far from what the phone bears."""
    held = {}

    def of(openid):
        if openid not in held:
            held[openid] = walking.phone_of(chromium, copy, openid).open()
        return held[openid]

    yield of
    assert [error for walker in held.values() for error in walker.close()] == []


@pytest.mark.parametrize("name", NAMES)
def test_everybody_can_use_it(stage, phones, name):
    """In normal print, then in large: the one visit serves for both."""
    walker = phones(stage[name][1])
    stages.arrive(walker, stage[name])
    found = {}
    for is_large in (False, True):
        walker.handset.page.evaluate("(isLarge) => void __phone.page().setData({ isLarge })", is_large)
        wide = walker.page.evaluate("document.documentElement.scrollWidth")
        # A phone's page scrolls by touch, and WeChat's own frame takes no focus.
        faults = walker.handset.inaccessible(without=("scrollable-region-focusable",))
        found[is_large] = faults + ([f"{wide} px wide"] if wide > walking.SIZE["width"] else [])
    assert found == {False: [], True: []}
    expect(walker.page.locator(".mp-frame:not([hidden]) .page.large")).to_have_count(1)
    assert walker.handset.do("counters")["payloads"]["largest"] < 32 * 1024


def test_every_page_of_the_program_is_visited():
    pages = json.loads((ROOT / "miniprogram/app.json").read_text("utf-8"))["pages"]
    assert {page.split("/")[1] for page in pages} - {name.partition("-")[0] for name in NAMES} == set()
