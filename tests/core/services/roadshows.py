"""A unit's recommendation, filled so that it can be sent in."""

import pytest
from sqlalchemy import select, update

from core.adapters.tables import attachments
from core.services import accounts, answering, attaching, demo, entries, recommending, units
from tests import filling

CAMPAIGN = "2024-anhui"
TUTOR = "从事临床护理二十年，现任病区护士长，带教新护士三十余名，获市级先进工作者称号。"
FILM = "视频展示病区转运中输液架自动锁止的全过程，松手即锁、推动即开，并说明改装步骤与注意事项。"


def people(house, now):
    """Persons of the demonstration: worker, officer, auditor; and the officer's unit."""
    demo.furnish(house, now=now)
    with house.db.write() as tx:
        found = {
            key: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=now)
            for key, name in (("worker", "wang"), ("officer", "li"), ("auditor", "zhao"))
        }
        found["unit"] = next(
            row.unit for row in accounts.grants_of(tx, found["officer"]) if row.role == "officer"
        )
    return found


def say(house, entry, values, *, by, now):
    with house.db.write() as tx:
        before = entries.load(house, tx, entry)  # each question is answered once
        for key, value in values.items():
            answering.save(house, tx, before, key, value, by=by, now=now)


def give(house, entry, field, *, by, now, facts=None, place=None, content=b"x"):
    """A file that was checked; its bytes are small and real."""
    place = place or f"kept/{entry}-{field}"
    path = house.files.path(place)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    kind = {"video": "videos", "seal": "papers"}.get(field, field)
    told = facts or (filling.bank_facts() if kind == "bank" else filling.GOOD_FACTS[kind])
    ending = {"video": "mp4", "bank": "xlsx", "seal": "jpg"}[field]
    with house.db.write() as tx:
        made = attaching.add(
            house, tx, entry, field, filename=f"文件.{ending}", title="文件", size=len(content), place=place, state="stored",
            source="upload", by=by, now=now, sha256=(entry + field)[:64].ljust(64, "0"),
        )  # fmt: skip
        tx.run(
            update(attachments)
            .where(attachments.c.id == made)
            .values(state="checked", facts=told, lease_until=None)
        )
        tx.after_commit.clear()
    return made


def course(house, people, now, *, title="输液架锁止微课堂", is_whole=True):
    """A course of the officer's unit; whole: it can be sent in."""
    by, unit = people["officer"], people["unit"]
    with house.db.write() as tx:
        made = recommending.add(house, tx, CAMPAIGN, unit, by=by, now=now)
    values = {
        "contact": "李干事", "phone": "0551-60000000", "course_title": title, "submitting_unit": {"id": unit},
        "completers": [{"id": "p1", "name": "甲一"}], "course_phone": "0551-60000001", "tutor_intro": TUTOR,
        "video_intro": FILM,
    }  # fmt: skip
    say(house, made, values if is_whole else {"course_title": title}, by=by, now=now)
    if is_whole:
        for field in ("video", "bank", "seal"):
            give(house, made, field, by=by, now=now)
    return made


def unit_named(house, name):
    with house.db.read() as tx:
        return units.by_name(tx, name)


def rows(house, table, *where):
    with house.db.read() as tx:
        return tx.rows(select(table).where(*where))


# A test module takes these as its own: `now, people = roadshows.today, roadshows.seated`.
@pytest.fixture
def today(house):
    return house.clock.now()


@pytest.fixture
def seated(house, now):
    return people(house, now)
