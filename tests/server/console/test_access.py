"""Every page of the console for everybody: axe finds nothing serious, no phone is overflowed, all is reached by keys, what is
printed has no menu."""

import re

import pytest
from playwright.sync_api import expect

from server.app import create_app
from tests.conftest import ROOT
from tests.server.console import places
from tests.server.console.serving import served

pytestmark = pytest.mark.browser
AXE = ROOT / "sandbox/phone/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 740}
MANY = 60  # stops of a page that are looked at
OWN_MARK = ("VIDEO", "AUDIO")  # their controls show it inside


@pytest.fixture(scope="module")
def house():
    with served() as made:
        yield made


@pytest.fixture(scope="module")
def ways(house, tmp_path_factory):
    address, filled, stage = house
    return places.of(filled, stage, tmp_path_factory.mktemp("places"))


@pytest.fixture(scope="module")
def desks(house, chromium):
    opened = {}
    for name, size in (("wide", WIDE), ("phone", PHONE)):
        opened[name] = places.Desks(chromium, house[0], size, bypass_csp=True)
    yield opened
    for held in opened.values():
        held.close()


def test_every_page_has_its_picture(house, ways):
    """From the route table, so that a new page cannot be forgotten: it gets a row in places.py, and `make portraits` draws it."""
    rules = create_app(house[1].settings).url_map
    asked = {
        rule.endpoint
        for rule in rules.iter_rules()
        if rule.endpoint.startswith("console.") and "GET" in rule.methods
    }
    excepted = {f"console.{name}" for names in places.NO_PAGES.values() for name in names.split()}
    pictured = {places.endpoint(way, rules) for _, _, way in ways}
    assert (asked - pictured, asked & excepted & pictured, excepted - asked) == (excepted, set(), set())
    drawn = {f"{name}{width}.webp" for name, _, _ in ways for width in ("", "-phone")}
    assert drawn - {path.name for path in (ROOT / "docs/console").glob("*.webp")} == set()


def faults(page):
    """What axe finds, one line a rule and element; only of weight serious and critical."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    found = page.evaluate("(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", TAGS)
    return [
        f"{one['id']}: {node['target'][0]}: {node['failureSummary'].splitlines()[-1].strip()}"
        for one in found["violations"]
        for node in one["nodes"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("width", ["wide", pytest.param("phone", marks=pytest.mark.nightly)])
def test_no_page_has_a_serious_fault(ways, desks, width):
    found = []
    for name, login, way in ways:
        page = desks[width].arrive(login, way)
        found += [f"{name}: {fault}" for fault in faults(page)]
    assert not found, "\n" + "\n".join(found)


def test_no_page_is_wider_than_a_phone(ways, desks):
    found = {}
    for name, login, way in ways:
        page = desks["phone"].arrive(login, way)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE["width"]:
            found[name] = wide
    assert found == {}


@pytest.mark.nightly
def test_whatever_is_done_is_reached_by_keys_and_seen(ways, desks):
    """From the top of each page Tab comes by every link, button and field once, in the order they stand, each with a mark."""
    wrong = []
    for name, login, way in ways:
        page = desks["wide"].arrive(login, way)
        wanted = page.evaluate(
            """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
              .filter((one) => one.checkVisibility() && !one.disabled && one.type !== 'hidden')
              .filter((one) => one.type !== 'radio' || one.checked).length"""  # of several Tab takes one, arrows the rest
        )
        seen = set()
        page.evaluate("document.activeElement.blur()")
        for _ in range(min(wanted, MANY) + 12):  # a date field takes Tab three times
            page.keyboard.press("Tab")
            tag, place, marked = page.evaluate(
                """() => { const one = document.activeElement, look = getComputedStyle(one);
                  return [one.tagName, [...document.querySelectorAll('*')].indexOf(one), look.outlineStyle !== 'none' || look.boxShadow !== 'none'] }"""
            )
            if tag == "BODY":  # once round
                continue
            if not marked and tag not in OWN_MARK:
                wrong.append(f"{name}: nothing shows that {tag} {place} has the focus")
            seen.add(place)
        if len(seen) < min(wanted, MANY):
            wrong.append(f"{name}: {len(seen)} of {wanted} reached")
    assert not wrong, "\n" + "\n".join(wrong[:20])


def test_the_first_tab_skips_to_the_text(desks):
    page = desks["wide"].arrive("zhao", "/console/units")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


@pytest.mark.parametrize(
    "name", ["entry", "progress", "unit-tree", "invitations", "officer-sheet", "entries", "log"]
)
def test_what_is_printed_is_the_text_without_the_menu(ways, desks, name):
    _, login, way = next(one for one in ways if one[0] == name)
    page = desks["wide"].arrive(login, way)
    expect(page.locator(".printed:visible")).to_have_count(0)
    page.emulate_media(media="print")
    try:
        expect(page.locator(".printed:visible")).to_have_count(1 if name in ("entries", "log") else 0)
        for shown in (".top", ".skip", "form button", ".page-acts", ".more a"):
            assert [one for one in page.locator(shown).all() if one.is_visible()] == [], shown
        assert page.locator("h1:visible").count() >= 1
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]
        if name == "invitations":
            assert len(re.findall(rb"/Type\s*/Page\b", page.pdf())) == page.locator(".letter").count() == 2
    finally:
        page.emulate_media(media="screen")
