"""The link in a mail: good while the course is under review, and for the files that were mailed with it alone."""

from datetime import timedelta

import pytest

from core.adapters.clock import START
from core.domain.refusals import Refused
from core.services import acts, entries, fetching, mailing
from tests.core.services import roadshows
from tests.core.services.test_mailing import held, send, submitted


@pytest.fixture
def posting(house):
    house.people = roadshows.people(house, START)
    return house


def moved(house, entry, *made):
    with house.db.write() as tx:
        for act in made:
            acts.move(tx, entries.load(house, tx, entry), act, by=house.people["auditor"], now=START)


def opened(house, row):
    return {one.name for one in fetching.unlock(house, row.code, mailing.key(house, row.id), now=START).files}


def test_the_link_lives_on_while_the_national_platform_reviews(posting):
    entry = submitted(posting)
    assert send(posting, entry) == "sent"
    moved(posting, entry, "accept", "forward")
    assert len(opened(posting, held(posting, entry)[0])) == 3
    moved(posting, entry, "pass_over")
    with pytest.raises(Refused, match="mail.link.unknown"):
        opened(posting, held(posting, entry)[0])


def test_an_old_link_says_that_a_newer_submission_was_mailed_and_shows_none_of_its_files(posting):
    by, entry = posting.people["officer"], submitted(posting)
    assert send(posting, entry) == "sent"
    old = held(posting, entry)[0]
    with posting.db.write() as tx:
        acts.recall(posting, tx, entry, by=by, now=START)
    roadshows.say(posting, entry, {"course_title": "另一个名称的微课堂"}, by=by, now=START)
    with posting.db.write() as tx:
        acts.submit(posting, tx, entry, by=by, now=START + timedelta(hours=1))
    with pytest.raises(Refused) as refused:
        opened(posting, old)
    assert refused.value.code == "mail.link.newer" and "5月13日 10:00" in refused.value.sentence
    assert send(posting, entry) == "sent"
    assert all("另一个名称的微课堂" in name for name in opened(posting, held(posting, entry)[0]))


def test_mails_of_one_submission_have_one_content_however_often_they_are_sent(posting):
    entry = submitted(posting)
    assert send(posting, entry) == "sent"
    moved(posting, entry, "accept")
    with posting.db.write() as tx:
        by = posting.people["officer"]
        mailing.send_again(posting, tx, entries.load(posting, tx, entry), by=by, now=START)
    again, first = held(posting, entry)
    assert (again.version, again.round) == (first.version, 1)
    assert opened(posting, first) == opened(posting, again) and len(opened(posting, first)) == 3
