"""Entries: what is typed is kept, stale writers are told, foreigners see nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import answers, log
from core.domain.refusals import Refused
from core.services import accounts, answering, entries, units

NOW = START


@pytest.fixture
def draft(house):
    with house.db.write() as tx:
        person = accounts.identify(tx, "oa", "app", "openid-1", now=NOW)
        return person, entries.start(house, tx, "2024-anhui", "innovation", by=person, now=NOW)


def save(house, entry, key, value, by, **more):
    with house.db.write() as tx:
        found = entries.open_for(house, tx, entry, by=by, to_edit=True)
        return answering.save(house, tx, found, key, value, by=by, now=NOW, **more)


def read(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry)


def test_an_answer_is_kept_with_versions(house, draft):
    person, entry = draft
    assert save(house, entry, "title", "第一个名称", person) == 1
    assert save(house, entry, "title", "第一个名称", person) == 1  # the same again is no change
    assert save(house, entry, "title", "第二个名称", person, seen=1) == 2
    found = read(house, entry)
    assert (found.answers["title"], found.versions["title"], found.row.title) == (
        "第二个名称",
        2,
        "第二个名称",
    )


def test_a_stale_writer_gets_both_values_and_overwrites_nothing(house, draft):
    person, entry = draft
    save(house, entry, "title", "甲的版本", person)
    with pytest.raises(Refused) as refused:
        save(house, entry, "title", "乙的版本", person, seen=0)
    assert refused.value.code == "answer.stale"
    assert (refused.value.params["theirs"], refused.value.params["yours"]) == ("甲的版本", "乙的版本")
    assert read(house, entry).answers["title"] == "甲的版本"


def test_a_telephone_lies_encrypted_and_the_log_holds_no_value(house, draft):
    person, entry = draft
    save(house, entry, "phone", "0551-60000000", person)
    with house.db.read() as tx:
        kept = tx.value(select(answers.c.value).where(answers.c.field == "phone"))
        lines = tx.rows(select(log.c.about))
    assert "60000000" not in kept and kept.startswith("v1.")
    assert not any("60000000" in str(line.about) for line in lines)
    assert read(house, entry).answers["phone"] == "055160000000"


def test_a_foreigner_cannot_tell_an_entry_from_none(house, draft):
    _, entry = draft
    with house.db.write() as tx:
        other = accounts.identify(tx, "oa", "app", "openid-2", now=NOW)
    for asked in (entry, "no-such-entry"):
        with pytest.raises(Refused) as refused, house.db.read() as tx:
            entries.open_for(house, tx, asked, by=other)
        assert refused.value.code == "entry.unknown"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("no_such_item", "x", "answer.field.unknown"),
        ("photos", [{"attachment": "foreign", "title": "x"}], "answer.attachment.unknown"),
        ("unit", {"id": "no-such-unit"}, "answer.unit.unknown"),
        ("category", "大发明", "answer.choice.unknown"),
        ("background", "长" * 30_000, "answer.text.long"),
    ],
)
def test_bad_answers_are_refused_and_change_nothing(house, draft, field, value, code):
    person, entry = draft
    save(house, entry, "background", "原来的背景", person)
    with pytest.raises(Refused) as refused:
        save(house, entry, field, value, person)
    assert refused.value.code == code
    assert read(house, entry).answers == {"background": "原来的背景"}


def test_a_join_by_unionid_keeps_both_drafts(house):
    with house.db.write() as tx:
        chat = accounts.identify(tx, "oa", "app", "oa-1", now=NOW)
        first = entries.start(house, tx, "2024-anhui", "innovation", by=chat, now=NOW)
        mini = accounts.identify(tx, "mini", "app2", "mini-1", now=NOW, unionid="union-1")
        second = entries.start(house, tx, "2024-anhui", "innovation", by=mini, now=NOW)
        joined = accounts.identify(tx, "oa", "app", "oa-1", now=NOW + timedelta(days=1), unionid="union-1")
        assert {row.id for row in entries.mine(tx, joined)} == {first, second}
        assert accounts.resolve(tx, chat) == accounts.resolve(tx, mini) == joined


def test_a_renamed_unit_is_found_by_both_names(house):
    with house.db.write() as tx:
        unit = units.add(tx, "老名字单位工会", parent=None, kind="unit", now=NOW)
        units.rename(tx, unit, "新名字单位工会", now=NOW)
        assert (
            [row.id for row in units.search(tx, "老名字")]
            == [unit]
            == [row.id for row in units.search(tx, "新名字")]
        )
        assert units.names(tx, [unit]) == {unit: "新名字单位工会"}
