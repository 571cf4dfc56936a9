"""What changed since the last return, item by item, files one by one; telephones stay sealed."""

import json

import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import attachments, snapshots
from core.services import acts, answering, attaching, changes, entries, reviews
from tests import filling
from tests.core.services import deciding


@pytest.fixture
def people(house):
    return deciding.people(house, START)


@pytest.fixture
def returned(house, people):
    entry = deciding.confirmed(house, people, START)
    told = {"role": "auditor", "by": people["auditor"], "now": START}
    deciding.done(house, reviews.send_back, entry, {"goal": "请写数字"}, **told)
    return entry


def say(house, people, entry, key, value):
    with house.db.write() as tx:
        answering.save(house, tx, entries.load(house, tx, entry), key, value, by=people["worker"], now=START)


def found(house, entry):
    with house.db.read() as tx:
        made = changes.of(house, tx, entries.load(house, tx, entry))
        return {change.key: change for change in made.items} if made else None


def photos(house, entry):
    return [row["attachment"] for row in deciding.load(house, entry).answers["photos"]]


def told(change):
    return [(one.kind, one.title, one.was) for one in change.files]


def test_an_entry_that_was_never_returned_has_nothing_to_compare_with(house, people):
    assert found(house, deciding.confirmed(house, people, START)) is None


def test_a_return_without_an_answer_yet_shows_no_change(house, returned):
    assert found(house, returned) == {}


def test_texts_persons_choices_and_the_telephone_are_compared(house, people, returned):
    say(house, people, returned, "title", filling.TITLE.replace("研制", "改进"))
    say(house, people, returned, "category", "小革新")
    say(house, people, returned, "phone", "0551-60000001")
    craftsman = {"id": "p2", "name": "乙二", "unit": "淮河医院设备科", "honour": {"level": "市级", "title": "江淮工匠"}, "intro": "从业二十年", "videos": [], "no_videos": True}  # fmt: skip
    say(
        house,
        people,
        returned,
        "completers",
        [{"id": "p1", "name": "甲一", "unit": "淮河医院护理部"}, craftsman],
    )
    made = found(house, returned)
    assert list(made) == ["completers", "phone", "category", "title"]
    assert [(p.kind, p.text) for p in made["title"].pieces if p.kind != "same"] == [
        ("gone", "研制"),
        ("new", "改进"),
    ]
    assert [p.text for p in made["phone"].pieces if p.kind == "new"] == ["055160000001"]
    assert [p.text for p in made["completers"].pieces if p.kind == "new"] == [
        " 市级工匠 · 江淮工匠 从业二十年"
    ]


def test_the_telephone_is_kept_sealed(house, returned):
    (row,) = deciding.rows(house, snapshots)
    assert "60000000" not in json.dumps(row.texts)


def test_files_are_added_removed_renamed_and_replaced_under_their_name(house, people, returned):
    first, second, third = photos(house, returned)
    by = {"by": people["worker"], "now": START}
    with house.db.write() as tx:
        attaching.rename(house, tx, returned, second, "侧视图", **by)
        attaching.remove(house, tx, returned, first, **by)
        attaching.remove(house, tx, returned, third, **by)
    with house.db.write() as tx:
        for title, sha256 in (("photos-3", "1" * 64), ("俯视图", "2" * 64)):
            attaching.add(
                house, tx, returned, "photos", filename="a.jpg", title=title, size=1, place="kept/a", state="stored",
                source="upload", sha256=sha256, **by,
            )  # fmt: skip
        tx.after_commit.clear()
    made = found(house, returned)["photos"]
    assert told(made) == [
        ("renamed", "侧视图", "photos-2"),
        ("removed", "photos-1", ""),
        ("replaced", "photos-3", ""),
        ("added", "俯视图", ""),
    ]
    gone, replaced = made.files[1], made.files[2]
    assert (gone.old.id, gone.new) == (first, None) and replaced.old.id == third and replaced.new is not None


def test_a_mended_copy_replaces_its_original(house, people, returned):
    first = photos(house, returned)[0]
    with house.db.write() as tx:
        original = tx.one(select(attachments).where(attachments.c.id == first))
        copy = attaching.add_copy(house, tx, original, place="kept/copy", size=2, now=START)
        attaching.replace(
            house, tx, entries.load(house, tx, returned), first, copy, by=people["worker"], now=START
        )
        tx.after_commit.clear()
    assert told(found(house, returned)["photos"]) == [("replaced", "photos-1", "")]


def test_questions_of_a_bank_are_counted(house, people, returned):
    facts = filling.bank_facts(21)
    facts["rows"][3]["cells"]["stem"] = "改写过的第四题"
    with house.db.write() as tx:
        here = (attachments.c.entry == returned, attachments.c.field == "bank")
        tx.run(attachments.update().where(*here).values(facts=facts, sha256="f" * 64))
    made = found(house, returned)["bank"]
    assert told(made) == [("edited", "bank-1", "")] and made.files[0].questions == (2, 1)


def test_a_second_return_is_compared_with_itself(house, people, returned):
    say(house, people, returned, "category", "小革新")
    deciding.done(house, acts.submit, returned, by=people["worker"], now=START)
    assert list(found(house, returned)) == ["category"]
    state = deciding.load(house, returned).state
    role, by = ("auditor", "auditor") if state == "confirmed" else ("officer", "officer")
    told = {"role": role, "by": people[by], "now": START}
    deciding.done(house, reviews.send_back, returned, {"goal": "请写数字"}, **told)
    assert found(house, returned) == {} and len(deciding.rows(house, snapshots)) == 1
