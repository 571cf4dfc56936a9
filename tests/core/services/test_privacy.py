"""A person's own data: agreed to by version, exported whole, erased unless somebody is working on it."""

import json

import pytest
from sqlalchemy import func, insert, select

from core.adapters import marks
from core.adapters.clock import START
from core.adapters.tables import mails, metadata, picture_marks, receipts, told_apart
from core.domain.refusals import Refused
from core.services import (
    accounts,
    acts,
    campaigns,
    certificates,
    demo,
    entries,
    privacy,
    recommending,
    reviews,
    vetting,
)
from tests import filling
from tests.core.services import roadshows

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


def test_erasing_takes_what_hangs_on_a_withdrawn_course(house, people):
    """Its mail, the letter that it came by, the marks of its pictures, and that it was told apart from another."""
    cast = roadshows.people(house, NOW)
    other, course = filling.whole(house, by=people["wang"], now=NOW), roadshows.course(house, cast, NOW)
    assert recommending.submit(house, [course], by=people["li"], now=NOW) == [(course, None)]
    letter = "mails/of-a-course.eml"
    house.files.put(letter, b"From: a@example.com")
    with house.db.write() as tx:
        acts.withdraw(house, tx, course, by=people["li"], now=NOW)
        vetting.note_receipt(tx, course, "mailed", received_at=NOW, by=people["zhao"], now=NOW, place=letter)
        picture = next(iter(entries.load(house, tx, course).files))
        marks.keep(tx, picture, {"dhash": "0123456789abcdef"})
        first, second = sorted((other, course))
        tx.run(insert(told_apart).values(first=first, second=second, by=people["zhao"], at=NOW))
        tx.after_commit.clear()
    assert len(roadshows.rows(house, mails)) == 1 and len(roadshows.rows(house, picture_marks)) == 4
    erase(house, people["li"])
    assert [roadshows.rows(house, table) for table in (mails, picture_marks, told_apart, receipts)] == [
        []
    ] * 4
    assert not house.files.path(letter).exists()
    with house.db.read() as tx, pytest.raises(Refused, match="entry.unknown"):
        entries.load(house, tx, course)


def test_whatever_hangs_on_an_entry_is_known_to_whoever_erases_it():
    """A table that nobody thought of would make the erasure fail for everybody who has a row in it."""
    hanging = {
        table.name
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in ("entries", "attachments") and not key.parent.nullable
    }
    named = {table.name for table in privacy._OF_ENTRIES} | {"picture_marks", "told_apart"}
    elsewhere = {"passages", "near_pairs"}  # shelving.forget
    never = {
        "certificates",
        "courses",
        "titles",
    }  # of what was decided, or stands: neither is a draft or withdrawn
    assert hanging == named | elsewhere | never


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
