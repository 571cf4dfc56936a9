"""Attachments in their answers: a mended copy stands where the original stood, also among a craftsman's videos."""

import pytest

from core.adapters.clock import START
from core.domain.refusals import Refused
from core.services import accounts, answering, attaching, entries

CRAFTSMAN = {
    "id": "p1",
    "name": "甲一",
    "honour": {"level": "省级", "title": "工匠"},
    "intro": "钳工，班长。",
}


@pytest.fixture
def craftsman(house):
    """(person, entry, video) of an entry whose first completer is a craftsman with one video."""
    with house.db.write() as tx:
        by = accounts.identify(tx, "oa", "app", "openid-1", now=START)
        entry = entries.start(house, tx, "2024-anhui", "innovation", by=by, now=START)
        people = [CRAFTSMAN, {"id": "p2", "name": "乙二"}]
        answering.save(house, tx, entries.load(house, tx, entry), "completers", people, by=by, now=START)
        video = attaching.add(
            house, tx, entry, "completers", filename="技能.mov", title="", size=1, place="kept/a", state="stored",
            source="upload", item="p1", by=by, now=START,
        )  # fmt: skip
        tx.after_commit.clear()
    return by, entry, video


def test_a_mended_copy_of_a_craftsmans_video_takes_its_place(house, craftsman):
    by, entry, video = craftsman
    with house.db.write() as tx:
        found = entries.load(house, tx, entry)
        copy = attaching.add_copy(house, tx, found.files[video], place="parts/b", size=2, now=START)
        attaching.replace(house, tx, entries.load(house, tx, entry), video, copy, by=by, now=START)
        tx.after_commit.clear()
        after = entries.load(house, tx, entry)
    assert [person.get("videos") for person in after.answers["completers"]] == [[copy], None]
    assert set(after.files) == {copy}


def test_a_craftsmans_video_has_no_name_of_its_own(house, craftsman):
    by, entry, video = craftsman
    with pytest.raises(Refused, match="attachment.unnamed"), house.db.write() as tx:
        attaching.rename(house, tx, entry, video, "新名字", by=by, now=START)
