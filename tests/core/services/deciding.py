"""Entries that wait for the audit, and two auditors: what tests of decisions begin with."""

from sqlalchemy import select, update

from core.adapters.tables import answers, attachments
from core.adapters.tables import papers as paper_table
from core.services import accounts, acts, demo, entries, papers, reviews, staff
from tests import filling

CAMPAIGN = "2024-anhui"


def people(house, now):
    """Person ids: worker, other worker, officer, two auditors."""
    demo.furnish(house, now=now)
    with house.db.write() as tx:
        found = {
            key: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=now)
            for key, name in (("worker", "wang"), ("other", "sun"), ("officer", "li"), ("auditor", "zhao"))
        }
    second = {"role": "auditor", "unit": None, "login": "qian", "password": "wuxiao-demo"}
    return found | {"second": staff.add(house, "钱审核", now=now, **second).person}


def confirmed(house, people, now, *, title=filling.TITLE, by="worker"):
    """An entry that waits for the audit."""
    made = filling.whole(house, by=people[by], now=now, title=title)
    with house.db.write() as tx:
        acts.submit(house, tx, made, by=people[by], now=now)
        reviews.confirm(house, tx, made, by=people["officer"], now=now)
    return made


def load(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry)


def done(house, act, *told, **more):
    with house.db.write() as tx:
        return act(house, tx, *told, **more)


def rows(house, table, *where):
    with house.db.read() as tx:
        return list(tx.rows(select(table).where(*where)))


def slip(house, entry, *, by, now):
    """Its commitment is sealed, and the title has changed by a character since."""
    papers.letters_pdf(house, entry, by=by, now=now, only=["commitment"])
    with house.db.write() as tx:
        code = tx.value(select(paper_table.c.code).where(paper_table.c.entry == entry))
        facts = filling.GOOD_FACTS["papers"] | {"codes": [f"https://x/p/{code}"]}
        here = (attachments.c.entry == entry, attachments.c.field == "papers")
        tx.run(update(attachments).where(*here).values(facts=facts))
        title = (answers.c.entry == entry, answers.c.field == "title")
        said = tx.value(select(answers.c.value).where(*title))
        tx.run(update(answers).where(*title).values(value=f"{said}改"))
