"""What the platform reports of messages closes the loop."""

import pytest

from core.services import delivering
from core.services import messages as service
from tests import posting
from tests.fakes import WANG
from tests.posting import NOW, is_due, post, state, tries, writes

fake, house = posting.fake, posting.house


def report(house, number, status):
    with house.db.write() as tx:
        service.reported(tx, number, status)


def test_it_is_written_down(house, fake):
    message = post(house)
    delivering.deliver(house, message, now=NOW)
    report(house, str(fake.sent()[0]["msgid"]), "success")
    report(house, "", "failed")
    assert (tries(house, message), state(house, message)) == ([("template", "arrived", None)], "sent")


def test_one_that_was_lost_goes_another_way(house, fake):
    writes(house, fake)
    message = post(house)
    delivering.deliver(house, message, now=NOW)
    report(house, str(fake.sent()[0]["msgid"]), "failed: system failed")
    assert state(house, message) == "waiting"
    is_due(house, message)
    assert delivering.deliver(house, message, now=NOW) == "sent"
    assert tries(house, message) == [("template", "lost:failed: system ", None), ("custom", "sent", None)]


def test_one_that_was_lost_and_has_no_other_way_is_given_up(house, fake):
    message = post(house)
    delivering.deliver(house, message, now=NOW)
    report(house, str(fake.sent()[0]["msgid"]), "failed:user block")
    is_due(house, message)
    assert delivering.deliver(house, message, now=NOW) == "failed"
    assert len(fake.sent()) == 1


@pytest.mark.parametrize(
    ("status", "ends", "outcome"),
    [("success", "sent", "arrived"), ("failed:user block", "waiting", "lost:failed:user blo")],
)
def test_a_report_may_come_before_the_answer_was_written_down(
    house, fake, monkeypatch, status, ends, outcome
):
    message = post(house)
    real_send = house.platform.send_template

    def send(*told, **more):
        number = real_send(*told, **more)
        report(house, number, status)
        report(house, number, status)
        return number

    monkeypatch.setattr(house.platform, "send_template", send)
    delivering.deliver(house, message, now=NOW)
    assert (state(house, message), tries(house, message)) == (ends, [("template", outcome, None)])
    assert fake.got(WANG) == ["申报进度通知"]
