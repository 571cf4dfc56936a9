"""What is mailed of a course, under the names of the notice; the sheet for the seal (N10, A3.3, A3.5, A3.8)."""

from io import BytesIO

import docx
import pytest
from sqlalchemy import update

from core.adapters.tables import attachments, papers
from core.services import answering, entries, parcels, recommending
from tests.core.services import roadshows

now, people = roadshows.today, roadshows.seated


def load(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry)


def test_every_file_of_a_course_is_called_unit_name_contact(house, people, now):
    parcel = parcels.of(house, load(house, roadshows.course(house, people, now)))
    start = "淮河医院工会+输液架锁止微课堂+李干事"
    assert parcel.subject == start
    assert [part.name for part in parcel.files] == [
        f"{start}{end}" for end in (".jpg", ".mp4", ".xlsx", ".docx")
    ]
    assert parcel.missing == () and all(part.size for part in parcel.files)


def test_a_file_without_bytes_is_told_and_not_mailed(house, people, now):
    made = roadshows.course(house, people, now)
    entry = load(house, made)
    house.files.path(entry.files[entry.answers["video"][0]["attachment"]].place).unlink()
    parcel = parcels.of(house, entry)
    assert parcel.missing == ("课程视频",)
    assert [part.name.rsplit(".", 1)[1] for part in parcel.files] == ["jpg", "xlsx", "docx"]


def test_the_word_document_holds_both_introductions(house, people, now):
    content = parcels.word(load(house, roadshows.course(house, people, now)))
    said = [paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs]
    assert said == [
        "输液架锁止微课堂",
        "淮河医院工会",
        "导师简介",
        roadshows.TUTOR,
        "视频简介",
        roadshows.FILM,
    ]


@pytest.fixture
def printed(house, people, now):
    """Two courses on one sheet, and its code."""
    made = [roadshows.course(house, people, now, title=title) for title in ("第一门", "第二门")]
    with house.db.write() as tx:
        listed = recommending.sheet(house, tx, roadshows.CAMPAIGN, people["unit"]).courses
        pdf = parcels.sheet_pdf(house, tx, listed, now=now)
        assert parcels.sheet_pdf(house, tx, listed, now=now) == pdf
    (row,) = roadshows.rows(house, papers)
    assert pdf.startswith(b"%PDF")
    return made, row.code


def scanned(house, entry, code):
    """The seal's photo shows the code."""
    (listed,) = load(house, entry).answers["seal"]
    facts = load(house, entry).files[listed["attachment"]].facts | {"codes": [f"http://127.0.0.1/p/{code}"]}
    with house.db.write() as tx:
        tx.run(update(attachments).where(attachments.c.id == listed["attachment"]).values(facts=facts))


def test_one_code_covers_every_course_of_the_sheet_until_one_of_them_changes(house, people, now, printed):
    made, code = printed
    for entry in made:
        scanned(house, entry, code)
    assert [load(house, entry).known.letters[code].is_own for entry in made] == [True, True]
    assert [load(house, entry).known.letters[code].changed for entry in made] == [(), ()]
    roadshows.say(house, made[1], {"course_title": "第二门（改）"}, by=people["officer"], now=now)
    assert load(house, made[0]).known.letters[code].changed == ()
    (change,) = load(house, made[1]).known.letters[code].changed
    assert (change.label, change.was, change.now) == ("课程名称", "第二门", "第二门（改）")


def test_a_course_added_later_is_not_covered_and_gets_no_seal(house, people, now, printed):
    made, code = printed
    scanned(house, made[0], code)
    with house.db.write() as tx:
        later = recommending.add(house, tx, roadshows.CAMPAIGN, people["unit"], by=people["officer"], now=now)
        answering.save(house, tx, entries.load(house, tx, made[1]), "seal", [], by=people["officer"], now=now)
    with house.db.write() as tx:
        assert recommending.share_seal(house, tx, made[0], by=people["officer"], now=now) == [made[1]]
    assert "seal" not in load(house, later).answers
