"""Whoever is erased is in no package that could still be fetched, whichever kind it is and however far."""

import dataclasses

from core.adapters.clock import START
from core.services import packages, privacy
from tests.core.services import collecting
from tests.core.services.collecting import asked, row

people, entry = collecting.province, collecting.ready


def erase(house, person):
    with house.db.write() as tx:
        privacy.erase(house, tx, person, now=START)


def is_closed(house, people, package):
    found = row(house, people, package)
    return (found.state, found.place) == ("failed", None) and "请再打包一次" in found.counts["why"]


def test_certificates_that_were_packed_go(house, people, entry):
    package = asked(house, people, kind="ceremony")
    place = house.files.path(row(house, people, package).place)
    assert place.exists()
    erase(house, people["sun"])  # who has nothing in it
    assert place.exists() and row(house, people, package).state == "made"
    erase(house, people["wang"])
    assert not place.exists() and is_closed(house, people, package)


def test_a_hand_over_that_is_being_written_is_closed(house, people, entry, monkeypatch):
    """Its rows were read before, and nobody has noted them yet: what the worker made is thrown away."""
    package = asked(house, people, is_made=False)
    maker = packages.MAKERS["handover"]

    def write(*arguments, **more):
        erase(house, people["wang"])
        return maker.write(*arguments, **more)

    monkeypatch.setitem(packages.MAKERS, "handover", dataclasses.replace(maker, write=write))
    assert packages.make(house, package, now=START) == "late"
    assert is_closed(house, people, package)
    assert list(house.files.path("packages").iterdir()) == []


def test_a_hand_over_of_one_entry_of_another_stays(house, people, entry):
    package = asked(house, people, entry=entry, is_made=False)
    erase(house, people["sun"])
    assert row(house, people, package).state == "waiting"
