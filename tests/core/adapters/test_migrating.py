"""What an older database holds is found after the upgrade as if it had been written since."""

from alembic import command
from alembic.config import Config
from sqlalchemy import select, text, update

from core.adapters import marks, migrating, titles
from core.adapters.clock import START
from core.adapters.tables import attachments, entries, picture_marks
from core.services import accounts, acts, demo, listing, shelving
from core.services.narrowing import Wanted
from tests import filling

HASH = "0123456789abcdef"


def config(connection):
    made = Config(str(migrating.ROOT / "alembic.ini"))
    made.set_main_option("script_location", str(migrating.ROOT / "migrations"))
    made.attributes["connection"] = connection
    return made


def to(house, revision, move):
    with house.db.engine.connect() as connection:
        move(config(connection.execution_options(writes_within=30.0)), revision)
        connection.commit()


def kept(house):
    with house.db.read() as tx:
        found = titles.near(tx, filling.TITLE, track="innovation")
        rows = [tuple(row) for row in tx.rows(select(picture_marks).order_by(picture_marks.c.band))]
        names = [tuple(row) for row in tx.rows(text("SELECT entry, track, name FROM titles"))]
    return found, rows, names


def test_names_and_pictures_of_before_are_found(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        by = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)
    entry = filling.whole(house, by=by, now=START)
    filling.whole(house, by=by, now=START, title="还没有提交的草稿名称")
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=by, now=START)
        photo = tx.value(select(attachments.c.id).where(attachments.c.field == "photos").limit(1))
        facts = {**filling.GOOD_FACTS["photos"], "dhash": HASH}
        tx.run(update(attachments).where(attachments.c.id == photo).values(facts=facts))
        marks.keep(tx, photo, facts)
        tx.after_commit.clear()
    before = kept(house)
    assert [near.entry for near in before[0]] == [entry] and len(before[1]) == 4
    to(house, "0002", command.downgrade)
    to(house, "head", command.upgrade)
    assert kept(house) == before
    assert migrating.differences(house.db) == []


def test_lists_of_before_are_narrowed_and_searched(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        by = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)
        auditor = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-zhao", now=START)
    entry, draft = (
        filling.whole(house, by=by, now=START),
        filling.whole(house, by=by, now=START, title="草稿"),
    )
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=by, now=START)
        tx.after_commit.clear()
    shelving.work_off(house)

    def found():
        columns = [
            entries.c[name]
            for name in (
                "category",
                "section",
                "division",
                "queued_at",
                "worst",
                "seal",
                "is_near",
                "is_shelved",
            )
        ]
        with house.db.read() as tx:
            lines = listing.page(tx, Wanted(text="输液架", category="小发明", section="Q"), by=auditor).lines
            rows = {row.id: tuple(row) for row in tx.rows(select(entries.c.id, *columns))}
        return [line.id for line in lines], rows

    before = found()
    assert before[0] == [entry] and set(before[1]) == {entry, draft}
    to(house, "0016", command.downgrade)
    to(house, "head", command.upgrade)
    shelving.work_off(house)
    assert found() == before
