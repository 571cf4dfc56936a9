"""The mail of a course at its page, as its officer sees it: what went wrong, what to do, and the way round it."""

from sqlalchemy import update

from core.adapters.tables import mails
from core.domain import phrases
from core.services import mail_rounds, mailing, recommending
from tests.core.services import roadshows


def test_the_officer_reads_why_a_mail_did_not_go_and_what_to_do(house, browser, people, now):
    people["unit"] = roadshows.unit_named(house, "淮河医院工会")
    course = roadshows.course(house, people, now)
    assert recommending.submit(house, [course], by=people["officer"], now=now) == [(course, None)]
    page, officer = f"/console/entries/{course}", browser("officer")
    assert "提取码" not in officer.see(page)
    with house.db.write() as tx:
        tx.run(update(mails).values(state="failed", errcode=550, attempt=1))
        (row,) = mailing.of(tx, course)
    seen = officer.see(page)
    for said in ("没有发出", f"对方服务器说没有 {row.recipient} 这个邮箱", mailing.url(house, row.code), mailing.key(house, row.id), "重发邮件"):  # fmt: skip
        assert said in seen
    assert officer.post(f"{page}/mail").status_code == 303
    assert "对方服务器说没有" not in officer.see(page)


def test_nobody_is_offered_a_mail_that_would_be_refused(house, browser, people, now):
    people["unit"] = roadshows.unit_named(house, "淮河医院工会")
    course = roadshows.course(house, people, now)
    assert recommending.submit(house, [course], by=people["officer"], now=now) == [(course, None)]
    page, officer = f"/console/entries/{course}", browser("officer")
    said = phrases.say("mail.often", most=mail_rounds.MOST, mailbox="ahsjygh@sina.com")
    for _ in range(mail_rounds.MOST - 1):
        with house.db.write() as tx:
            tx.run(update(mails).values(state="failed", errcode=550, attempt=1))
        assert "重发邮件" in officer.see(page) and said not in officer.see(page)
        assert officer.post(f"{page}/mail").status_code == 303
    assert said not in officer.see(page)  # the last one is on its way
    with house.db.write() as tx:
        tx.run(update(mails).values(state="failed", errcode=550, attempt=1))
    seen = officer.see(page)
    assert said in seen and "重发邮件" not in seen
    assert phrases.say("mail.failed.recipient", mailbox="ahsjygh@sina.com", errcode=550) in seen
    assert said in officer.post(f"{page}/mail").text
