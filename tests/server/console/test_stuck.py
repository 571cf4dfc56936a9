"""What a person reads where telling many stands still: at the batches of decisions, and at 催办."""

from sqlalchemy import insert, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.tables import releases, urgings
from core.services import alerts, spreading
from tests.core.services.deciding import CAMPAIGN


def test_the_province_reads_of_a_batch_that_stands_still_and_of_what_went_back(house, browser, people, now):
    auditor, made = browser("auditor"), ids.new()
    row = {"campaign": CAMPAIGN, "counts": {"approve": 6}, "attempt": 3, "by": people["auditor"], "at": now}
    with house.db.write() as tx:
        tx.run(insert(releases).values(id=made, state="going", lease_until=real(), **row))
    assert "接连出了错" not in auditor.see("/console/verdicts")
    with house.db.write() as tx:
        alerts.note(tx, "release.stuck", made, now=now)
    assert "公布到这里系统接连出了错" in auditor.see("/console/verdicts")
    with house.db.write() as tx:
        alerts.close(tx, f"release.stuck:{made}", now=now)
        alerts.note(tx, "release.missed", made, now=now)
        tx.run(update(releases).values(state="done"))
    seen = auditor.see("/console/verdicts")
    assert "有 1 项系统出错没能公布" in seen and "接连出了错" not in seen


def test_the_officer_reads_of_their_own_urging_that_stands_still_and_of_who_was_passed_over(
    house, browser, people, now
):
    page, officer, row = "/console/progress/remind", browser("officer"), ids.new()
    told = {
        "by": people["officer"],
        "unit": None,
        "roles": ["officer"],
        "made_at": now,
        "past": "",
        "told": 50,
    }
    with house.db.write() as tx:
        tx.run(insert(urgings).values(id=row, tries=spreading.TRIES - 1, **told))
    assert "上一次没有发完" not in officer.see(page)
    with house.db.write() as tx:
        tx.run(update(urgings).values(tries=spreading.TRIES))
    assert "上一次催办已发 50 人，后面的系统出了错" in officer.see(page)
    assert "上一次没有发完" not in browser("auditor").see(page)
    with house.db.write() as tx:
        tx.run(update(urgings).values(tries=0, missed=2, finished_at=now))
    seen = officer.see(page)
    assert "上一次催办有 2 人因为系统出错没有收到" in seen and "停在这里" not in seen
