"""A unit's sheet of courses: new, from an innovation, sealed once, sent in (N9, Annex 3)."""

import pytest

from core.adapters.tables import attachments
from core.domain.refusals import Refused
from core.services import acts, entries, privacy, recommending, staff
from tests import filling
from tests.core.services import roadshows

now, people = roadshows.today, roadshows.seated


def load(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry)


def sheet(house, people):
    with house.db.read() as tx:
        return recommending.sheet(house, tx, roadshows.CAMPAIGN, people["unit"])


def test_a_second_course_says_already_what_the_sheet_says_once(house, people, now):
    first = roadshows.course(house, people, now)
    with house.db.write() as tx:
        second = recommending.add(
            house, tx, roadshows.CAMPAIGN, people["unit"], by=people["officer"], now=now
        )
    assert load(house, second).answers == {
        "reporting_unit": {"id": people["unit"]}, "contact": "李干事", "phone": "055160000000",
    }  # fmt: skip
    assert [course.id for course in sheet(house, people).courses] == [first, second]


def test_a_course_made_from_an_innovation_has_its_name_people_bank_and_film_without_an_upload(
    house, people, now
):
    source = filling.whole(house, by=people["worker"], now=now)
    with house.db.write() as tx:
        acts.submit(house, tx, source, by=people["worker"], now=now)
    with house.db.write() as tx:
        (offer,) = recommending.offered(house, tx, roadshows.CAMPAIGN, people["unit"])
        made = recommending.add(
            house, tx, roadshows.CAMPAIGN, people["unit"], by=people["officer"], now=now, innovation=offer.id
        )
    entry, old = load(house, made), load(house, source)
    assert entry.answers["course_title"] == filling.TITLE
    assert entry.answers["completers"] == old.answers["completers"]
    assert entry.answers["course_phone"] == old.answers["phone"]
    assert "craftsmen" not in entry.answers
    for key, origin in (("bank", "bank"), ("video", "videos")):
        (copy,), (first,) = entry.answers[key], old.answers[origin]
        mine, theirs = entry.files[copy["attachment"]], old.files[first["attachment"]]
        assert (mine.place, mine.sha256, mine.facts, mine.state) == (
            theirs.place, theirs.sha256, theirs.facts, "checked",
        )  # fmt: skip
        assert mine.id != theirs.id


def test_bytes_that_a_course_shares_outlive_the_innovation(house, people, now):
    """A person who has their draft erased takes no course's film away."""
    source = roadshows.course(house, people, now)
    with house.db.write() as tx:
        other = recommending.add(house, tx, roadshows.CAMPAIGN, people["unit"], by=people["officer"], now=now)
        recommending.take(house, tx, other, entries.load(house, tx, source), by=people["officer"], now=now)
    (film,) = load(house, source).answers["video"]
    place = load(house, source).files[film["attachment"]].place
    with house.db.write() as tx:
        privacy._forget_files(house, tx, [source])
    assert house.files.path(place).exists()
    with house.db.write() as tx:
        privacy._forget_files(house, tx, [source, other])
    assert not house.files.path(place).exists()


def test_a_foreign_unit_is_as_unknown_as_none(house, people, now):
    other = staff.add(
        house, "外人", role="officer", unit="皖江大学工会", login="other", password="wuxiao-demo", now=now
    )
    for unit in (people["unit"], "no-such-unit"):
        with pytest.raises(Refused) as refused, house.db.write() as tx:
            recommending.add(house, tx, roadshows.CAMPAIGN, unit, by=other.person, now=now)
        assert refused.value.code == "unit.unknown"


def test_another_officer_of_the_unit_goes_on_with_the_course(house, people, now):
    made = roadshows.course(house, people, now, is_whole=False)
    colleague = staff.add(house, "赵干事", role="officer", unit="淮河医院工会", login="colleague", password="wuxiao-demo", now=now)  # fmt: skip
    stranger = staff.add(house, "外人", role="officer", unit="皖江大学工会", login="stranger", password="wuxiao-demo", now=now)  # fmt: skip
    with house.db.read() as tx:
        assert entries.open_for(house, tx, made, by=colleague.person, to_edit=True).id == made
        with pytest.raises(Refused) as refused:
            entries.open_for(house, tx, made, by=stranger.person, to_edit=True)
    assert refused.value.code == "entry.unknown"


def test_what_the_sheet_says_once_is_said_in_all_its_open_courses(house, people, now):
    made = [roadshows.course(house, people, now, title=f"课程{n}", is_whole=n == 0) for n in range(2)]
    sent = recommending.submit(house, made[:1], by=people["officer"], now=now)
    assert sent == [(made[0], None)]
    with house.db.write() as tx:
        count = recommending.say_for_all(
            house, tx, roadshows.CAMPAIGN, people["unit"], "contact", "王干事", by=people["officer"], now=now
        )
    assert count == 1
    assert [load(house, one).answers["contact"] for one in made] == ["李干事", "王干事"]
    with pytest.raises(Refused) as refused, house.db.write() as tx:
        recommending.say_for_all(
            house, tx, roadshows.CAMPAIGN, people["unit"], "course_title", "x", by=people["officer"], now=now
        )
    assert refused.value.code == "answer.field.unknown"


def test_one_course_that_is_not_whole_holds_no_other_up(house, people, now):
    whole = roadshows.course(house, people, now)
    part = roadshows.course(house, people, now, title="没写完", is_whole=False)
    sent = dict(recommending.submit(house, [part, whole], by=people["officer"], now=now))
    assert sent[whole] is None and sent[part].code == "entry.incomplete"
    assert {c.id: c.state for c in sheet(house, people).courses} == {whole: "submitted", part: "draft"}
    assert (sheet(house, people).standing.count, sheet(house, people).standing.least) == (1, 1)


def test_a_sealed_scan_serves_the_courses_without_one(house, people, now):
    first = roadshows.course(house, people, now)
    second = roadshows.course(house, people, now, title="第二门", is_whole=False)
    with house.db.write() as tx:
        assert recommending.share_seal(house, tx, first, by=people["officer"], now=now) == [second]
    (mine,), (theirs,) = load(house, second).answers["seal"], load(house, first).answers["seal"]
    kept = {row.id: row.place for row in roadshows.rows(house, attachments)}
    assert kept[mine["attachment"]] == kept[theirs["attachment"]]
    with house.db.write() as tx:
        assert recommending.share_seal(house, tx, first, by=people["officer"], now=now) == []
