"""A house whose province collects: entries approved, ready to be handed over.

A test module takes the fixtures as its own: `people, entry = collecting.province, collecting.ready`."""

import shutil

import pytest
from sqlalchemy import update

from core.adapters.clock import START
from core.adapters.tables import entries as entry_table
from core.services import accounts, acts, campaigns, demo, entries, packages, reviews, staff, units
from tests import filling
from tests.conftest import ROOT

CAMPAIGN = "2024-anhui"


def collect(house, folder):
    """The same campaign, with operator = "collecting"."""
    shutil.copytree(ROOT / "campaigns", folder)
    path = folder / "2024-anhui.toml"
    text = path.read_text(encoding="utf-8").replace('operator = "national"', 'operator = "collecting"')
    path.write_text(text, encoding="utf-8")
    house.settings = house.settings.model_copy(update={"campaigns_dir": folder})
    assert campaigns.record(house, now=START) == []
    demo.furnish(house, now=START)
    return people(house)


def people(house):
    """Person ids of the sandbox by login, and an administrator and an auditor of one unit."""
    with house.db.write() as tx:
        found = {
            name: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=START)
            for name in ("wang", "sun", "li", "zhao")
        }
    for login, role, unit in (("admin", "administrator", None), ("bound", "auditor", "皖江大学工会")):
        made = staff.add(house, login, role=role, unit=unit, login=login, password="wuxiao-demo", now=START)
        found[login] = made.person
    return found


def approved(house, people, *, title=filling.TITLE, owner="wang", unit=None, until="approve"):
    """An entry that went all the way, its files with bytes of their own."""
    made = filling.whole(house, by=people[owner], now=START, title=title)
    with house.db.read() as tx:
        rows = list(entries.load(house, tx, made).files.values())
    for row in rows:
        house.files.put(row.place, f"bytes of {row.filename}".encode())
    with house.db.write() as tx:
        acts.submit(house, tx, made, by=people[owner], now=START)
        if until != "submit":
            reviews.confirm(house, tx, made, by=people["li"], now=START)
        if until == "approve":
            reviews.approve(house, tx, made, by=people["zhao"], now=START)
        if unit:
            found = units.by_name(tx, unit)
            tx.run(update(entry_table).where(entry_table.c.id == made).values(unit=found))
        tx.after_commit.clear()
    return made


@pytest.fixture
def province(house, tmp_path):
    """Person ids by login, as of `people`."""
    return collect(house, tmp_path / "campaigns")


@pytest.fixture
def ready(house, people):
    """An entry that went all the way."""
    return approved(house, people)


def asked(house, people, *, by="zhao", kind="handover", is_made=True, **more):
    """A package, made."""
    about = {"is_delta": False, "has_files": True, "has_secrets": True} | more.pop("about", {})
    with house.db.write() as tx:
        package = packages.ask(house, tx, kind, CAMPAIGN, by=people[by], now=START, **about, **more)
    if is_made:
        assert packages.make(house, package, now=START) == "made"
    return package


def row(house, people, package, *, by="zhao"):
    with house.db.read() as tx:
        return packages.seen(tx, package, by=people[by])


def sent(house, people, package, count):
    with house.db.write() as tx:
        packages.send(house, tx, package, count, by=people["zhao"], now=START)
    assert packages.make(house, package, now=START) == "sent"


def state(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry).state
