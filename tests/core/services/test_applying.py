"""What is kept of an application ends with its person; of two persons who become one, one application waits."""

from datetime import UTC

import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import applications
from core.services import accounts, applying, demo, privacy, units
from tests import recommended

THEATRE, SCHOOL = "天柱剧院工会", "新安职业学院工会"


@pytest.fixture
def ask(house, tmp_path):
    demo.furnish(house, now=START)
    letter = recommended.letter(tmp_path / "letter.jpg", THEATRE, shrunk=3)

    def asked(person, name):
        with house.db.read() as tx:
            unit = units.by_name(tx, name)
        told = applying.Told(unit, "", "申请人甲", "0551-60000000")
        return applying.ask(house, told, letter, "../推荐信.jpg", by=person, now=START)

    return asked


@pytest.fixture
def people(house, ask):
    with house.db.write() as tx:
        return [
            accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=START)
            for name in ("wang", "sun")
        ]


def rows(house):
    with house.db.read() as tx:
        return tx.rows(select(applications).order_by(applications.c.id))


def test_erasing_takes_the_application_and_its_letter_along(house, ask, people):
    ask(people[0], THEATRE)
    (row,) = rows(house)
    places = [house.files.path(place) for place in (row.place, row.preview)]
    assert [path.exists() for path in places] == [True, True]
    with house.db.read() as tx:
        (told,) = privacy.export(house, tx, people[0])["applications"]
    assert told == {
        "at": START.astimezone(UTC).isoformat(),
        "unit": THEATRE,
        "name": "申请人甲",
        "phone": "055160000000",
        "file": row.filename,
        "state": "waiting",
        "reason": "",
    }
    assert "/" not in row.filename
    with house.db.write() as tx:
        privacy.erase(house, tx, people[0], now=START)
    assert rows(house) == [] and [path.exists() for path in places] == [False, False]


def test_two_who_become_one_have_one_application_waiting(house, ask, people):
    first, second = ask(people[0], THEATRE), ask(people[1], SCHOOL)
    with house.db.write() as tx:
        accounts.merge(tx, keep=people[0], gone=people[1], now=START)
    assert [(row.id, row.person, row.state) for row in rows(house)] == [
        (first, people[0], "withdrawn"),
        (second, people[0], "waiting"),
    ]
