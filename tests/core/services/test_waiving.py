"""A seal with a slip is accepted by an auditor, with the reason, until what it quotes changes again."""

import pytest
from sqlalchemy import update

from core.adapters.clock import START
from core.adapters.tables import answers, log
from core.domain.findings import blocking
from core.domain.refusals import Refused
from core.services import batches, waiving
from core.services import papers as letters
from tests import filling
from tests.core.services import deciding


@pytest.fixture
def people(house):
    return deciding.people(house, START)


@pytest.fixture
def slipped(house, people):
    """A sealed commitment whose title has changed by a character since."""
    entry = deciding.confirmed(house, people, START)
    deciding.slip(house, entry, by=people["worker"], now=START)
    change(house, entry, filling.TITLE.replace("与", "和"))
    return entry


def change(house, entry, title):
    with house.db.write() as tx:
        here = (answers.c.entry == entry, answers.c.field == "title")
        tx.run(update(answers).where(*here).values(value=title))


def musts(house, entry):
    with house.db.read() as tx:
        (many,) = batches.load(house, tx, [entry])
    one = deciding.load(house, entry)
    found = [[finding.phrase for finding in blocking(each.findings())] for each in (one, many)]
    assert found[0] == found[1]  # one by one and in batches alike
    return found[0]


def waive(house, entry, reason="只改了一个虚词", *, by):
    return deciding.done(house, waiving.waive, entry, "commitment", reason, by=by, now=START)


def test_a_slip_is_accepted_and_no_longer_held_against_the_entry(house, people, slipped):
    assert musts(house, slipped) == ["paper.seal.stale"]
    for _ in range(2):
        waive(house, slipped, by=people["auditor"])
    assert musts(house, slipped) == []
    assert letters.standing(deciding.load(house, slipped))[1]["state"] == "valid"
    with house.db.read() as tx:
        (row,) = waiving.of(tx, deciding.load(house, slipped))
    assert (row.paper, row.reason, row.who) == ("commitment", "只改了一个虚词", "赵审核")
    assert len(deciding.rows(house, log, log.c.act == "seal.waive")) == 1


def test_another_change_needs_another_word(house, people, slipped):
    waive(house, slipped, by=people["auditor"])
    change(house, slipped, "完全另一个名称")
    assert musts(house, slipped) == ["paper.seal.stale"]
    with house.db.read() as tx:
        assert waiving.of(tx, deciding.load(house, slipped)) == []


def test_it_can_be_taken_back(house, people, slipped):
    waive(house, slipped, by=people["auditor"])
    with house.db.write() as tx:
        assert waiving.insist(tx, slipped, "commitment", by=people["second"], now=START) is True
        assert waiving.insist(tx, slipped, "commitment", by=people["second"], now=START) is False
    assert musts(house, slipped) == ["paper.seal.stale"]


def test_who_may_and_when_is_asked(house, people, slipped):
    for who, reason, code in (("officer", "x", "entry.forbidden"), ("auditor", " ", "waiver.reason.missing")):
        with pytest.raises(Refused, match=code):
            waive(house, slipped, reason, by=people[who])
    change(house, slipped, filling.TITLE)
    with pytest.raises(Refused, match=r"waiver\.none"):
        waive(house, slipped, by=people["auditor"])
