"""Every page in normal and large print: labels, contrast, targets of 44 px, nothing wider than the phone."""

import json

import pytest

from tests import sheets
from tests.miniprogram import stages, walking
from tests.running import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.story]
NAMES = [station[0] for station in stages.stations(stages.Stage(*"123456"))]


@pytest.fixture(scope="module")
def stage(copy, files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stage")
    faulty = sheets.bank(folder / "题库.xlsx", options_gap=4, answer_single=6)
    return {one[0]: one for one in stages.stations(stages.furnished(copy, files, folder, faulty))}


@pytest.fixture(scope="module", params=[False, True], ids=["normal", "large"])
def phones(request, chromium, copy):
    """One phone a person, with the print they like."""
    held = {}

    def of(openid):
        if openid not in held:
            held[openid] = walking.phone_of(chromium, copy, openid).open()
            prefs = {"isLarge": request.param, "isSingle": False}
            held[openid].handset.wx("setStorage", {"key": "prefs", "data": prefs})
        return held[openid]

    yield of
    assert [error for walker in held.values() for error in walker.close()] == []


@pytest.mark.parametrize("name", NAMES)
def test_everybody_can_use_it(stage, phones, name):
    walker = phones(stage[name][1])
    stages.arrive(walker, stage[name])
    # A phone's page scrolls by touch, and WeChat's own frame takes no focus.
    assert walker.handset.inaccessible(without=("scrollable-region-focusable",)) == []
    assert walker.page.evaluate("document.documentElement.scrollWidth") <= walking.SIZE["width"]


def test_every_page_of_the_program_is_visited():
    pages = json.loads((ROOT / "miniprogram/app.json").read_text("utf-8"))["pages"]
    assert {page.split("/")[1] for page in pages} - {name.partition("-")[0] for name in NAMES} == set()
