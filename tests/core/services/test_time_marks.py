"""Marks in a film: read as people write times, within the film, each with a note, for the province alone."""

import pytest

from core.adapters.clock import START
from core.domain.refusals import Refused
from core.services import time_marks
from tests.core.services import deciding


@pytest.fixture
def people(house):
    return deciding.people(house, START)


@pytest.fixture
def entry(house, people):
    return deciding.confirmed(house, people, START)


def film_of(house, entry):
    return deciding.load(house, entry).answers["videos"][0]["attachment"]


def add(house, entry, film, said, note, *, by):
    return deciding.done(house, time_marks.add, entry, film, said, note, by=by, now=START)


@pytest.mark.parametrize(
    ("said", "milliseconds"),
    [
        ("1:05", 65_000), ("0:00", 0), ("12", 12_000), ("12.5", 12_500), ("1:02:03.25", 3_723_250), (" 0：07 ", 7_000),
        ("13.5", 13_500), ("", None), ("一分", None), ("1:2:3:4", None), ("-1", None), ("1:05:", None), ("９9x", None),
    ],
)  # fmt: skip
def test_times_as_people_write_them(said, milliseconds):
    assert time_marks.milliseconds(said) == milliseconds


@pytest.mark.parametrize(("milliseconds", "said"), [(65_000, "1:05"), (13_500, "0:13.5"), (50, "0:00")])
def test_times_as_they_are_said(milliseconds, said):
    assert time_marks.clock(milliseconds) == said


def test_marks_stand_in_the_order_of_the_film_and_go_again(house, people, entry):
    film, by = film_of(house, entry), people["auditor"]
    add(house, entry, film, "0:30", "后面的", by=by)
    first = add(house, entry, film, "0:07", " 前面 的 ", by=by)
    assert add(house, entry, film, "0:07", "前面 的", by=by) == first  # the second click
    with house.db.read() as tx:
        found = time_marks.of(tx, entry, by=people["second"])
        assert [(row.milliseconds, row.note, row.who) for row in found[film]] == [
            (7_000, "前面 的", "赵审核"),
            (30_000, "后面的", "赵审核"),
        ]
        assert time_marks.of(tx, entry, by=people["officer"]) == {}
    with house.db.write() as tx:
        assert time_marks.remove(tx, entry, first, by=people["second"], now=START) is True
        assert time_marks.remove(tx, entry, first, by=people["second"], now=START) is False


@pytest.mark.parametrize(
    ("said", "note", "who", "code"),
    [
        ("1:01", "x", "auditor", "mark.time.outside"),  # the film has 60 seconds
        ("soon", "x", "auditor", "mark.time.outside"),
        ("0:10", "  ", "auditor", "mark.note.missing"),
        ("0:10", "x", "officer", "entry.forbidden"),
    ],
)
def test_what_is_no_mark_is_refused(house, people, entry, said, note, who, code):
    with pytest.raises(Refused, match=code):
        add(house, entry, film_of(house, entry), said, note, by=people[who])


def test_a_picture_and_a_foreign_film_take_no_marks(house, people, entry):
    other = deciding.confirmed(
        house, people, START, title="病区移动护理车静音脚轮的改进与推广应用", by="other"
    )
    photo = deciding.load(house, entry).answers["photos"][0]["attachment"]
    for film in (photo, film_of(house, other), "nothing"):
        with pytest.raises(Refused, match=r"mark\.film\.unknown"):
            add(house, entry, film, "0:10", "x", by=people["auditor"])


def test_a_film_holds_fifty_marks(house, people, entry, monkeypatch):
    monkeypatch.setattr(time_marks, "MOST", 2)
    film = film_of(house, entry)
    for said in ("0:01", "0:02"):
        add(house, entry, film, said, "x", by=people["auditor"])
    with pytest.raises(Refused, match=r"mark\.full"):
        add(house, entry, film, "0:03", "x", by=people["auditor"])
