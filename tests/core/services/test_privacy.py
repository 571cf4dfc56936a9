"""A person's own data: agreed to by version, exported whole, erased unless somebody is working on it."""

import json

import pytest
from sqlalchemy import func, select

from core.adapters.clock import START
from core.adapters.tables import metadata
from core.domain.refusals import Refused
from core.services import accounts, acts, campaigns, certificates, demo, entries, privacy, reviews
from tests import filling

NOW = START


@pytest.fixture
def people(house):
    demo.furnish(house, now=NOW)
    with house.db.write() as tx:
        return {
            name: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=NOW)
            for name in ("wang", "li", "zhao")
        }


def do(house, act, *args, **more):
    with house.db.write() as tx:
        return act(house, tx, *args, **more)


def erase(house, person):
    with house.db.write() as tx:
        privacy.erase(house, tx, person, now=NOW)


def mentions(house, person):
    """Tables in which a person's id still stands, and how often; the log and the tombstone keep it."""
    found = {}
    with house.db.read() as tx:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if column.name in ("person", "owner"):
                    count = tx.value(select(func.count()).select_from(table).where(column == person))
                    if count:
                        found[table.name] = count
    return found


def test_a_consent_is_asked_once_a_version(house, people):
    with house.db.write() as tx:
        made = campaigns.campaign(house, tx, "2024-anhui")
        assert privacy.wanted(tx, made, people["wang"]).version == 1
        with pytest.raises(Refused) as refused:
            privacy.agree(tx, made, 2, by=people["wang"], now=NOW)
        assert refused.value.code == "consent.stale"
        for _ in range(2):
            privacy.agree(tx, made, 1, by=people["wang"], now=NOW)
        assert privacy.wanted(tx, made, people["wang"]) is None
        assert privacy.wanted(tx, made, people["li"]) is not None


def test_the_export_holds_every_answer_and_file(house, people):
    entry = filling.whole(house, by=people["wang"], now=NOW)
    with house.db.read() as tx:
        told = privacy.export(house, tx, people["wang"])
        kept = entries.load(house, tx, entry)
    (shown,) = told["entries"]
    assert shown["answers"]["联系电话"] == "055160000000"
    assert len(shown["answers"]) == len(kept.answers)
    assert len(shown["files"]) == len(kept.files)
    assert json.loads(json.dumps(told)) == told


def test_erasing_takes_drafts_and_who_the_person_is(house, people):
    entry = filling.whole(house, by=people["wang"], now=NOW)
    erase(house, people["wang"])
    with house.db.read() as tx, pytest.raises(Refused) as refused:
        entries.load(house, tx, entry)
    assert refused.value.code == "entry.unknown"
    assert mentions(house, people["wang"]) == {}
    with house.db.write() as tx:
        again = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=NOW)
    assert again != people["wang"]


def test_erasing_waits_for_what_is_being_worked_on(house, people):
    entry = filling.whole(house, by=people["wang"], now=NOW)
    do(house, acts.submit, entry, by=people["wang"], now=NOW)
    with pytest.raises(Refused) as refused:
        erase(house, people["wang"])
    assert refused.value.code == "person.erase.live"
    assert filling.TITLE in refused.value.sentence
    do(house, acts.withdraw, entry, by=people["wang"], now=NOW)
    erase(house, people["wang"])
    assert mentions(house, people["wang"]) == {}


def test_what_was_decided_stays_without_the_telephone(house, people):
    entry = filling.whole(house, by=people["wang"], now=NOW)
    do(house, acts.submit, entry, by=people["wang"], now=NOW)
    do(house, reviews.confirm, entry, by=people["li"], now=NOW)
    do(house, reviews.approve, entry, by=people["zhao"], now=NOW)
    erase(house, people["wang"])
    with house.db.read() as tx:
        kept = entries.load(house, tx, entry)
        assert (kept.state, "phone" in kept.answers, "title" in kept.answers) == ("approved", False, True)
        assert certificates.of(tx, entry) is not None
    assert mentions(house, people["wang"]) == {"entries": 1}


def test_erasing_leaves_other_people_alone(house, people):
    mine, other = (filling.whole(house, by=people[name], now=NOW) for name in ("wang", "zhao"))
    before = mentions(house, people["zhao"])
    erase(house, people["wang"])
    assert mentions(house, people["zhao"]) == before
    with house.db.read() as tx:
        assert entries.load(house, tx, other).answers["title"] == filling.TITLE
