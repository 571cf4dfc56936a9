"""The same house twice, on SQLite and on a real PostgreSQL, with one story told to each; what is asked of both."""

import re
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

from sqlalchemy import select, update

from core import settings as environment
from core.adapters import migrating
from core.adapters.clock import START
from core.adapters.tables import entries as entry_table
from core.domain.refusals import Refused
from core.services import accounts, acts, campaigns, demo, reviews, shelving, staff
from core.services import house as building
from tests import filling, postgres
from tests.conftest import ROOT
from tests.counting import put

NURSING, LABORATORY, HOSPITAL = "淮河医院护理部", "淮河医院检验科", "淮河医院工会"
MINUTE = timedelta(minutes=1)
TITLES = (
    "锂电钻头定位装置的研制",
    "锂电池 %_回收\\箱的改进",
    "护士站移动输液架Smart—Pump泵",
    "后勤锅炉补水自动控制小改造",
)


@contextmanager
def worlds(folders, valkey):
    """The same house twice, with the same story told to each: `sqlite` and `postgresql`."""
    with postgres.running() as database:
        made = {}
        for name in ("sqlite", "postgresql"):
            folder = folders.mktemp(name)
            settings = environment.load(
                sandbox=True, data_dir=folder, redis_url=valkey, campaigns_dir=ROOT / "campaigns"
            )
            if name == "postgresql":
                settings = settings.model_copy(update={"database_url": database()})
            house = building.build(settings)
            migrating.migrate(settings, house.db)
            assert campaigns.record(house, now=START) == []
            made[name] = _told(house, folder)
        assert [world.house.db.is_sqlite for world in made.values()] == [True, False]
        yield made
        for world in made.values():
            world.house.db.close()


def _told(house, folder):
    """Whole entries in each state of a story, rows of every state, minutes apart; people by what they are called."""
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        people = {
            name: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=START)
            for name in ("wang", "sun", "li", "zhao")
        }
    for login, role, unit in (("second", "auditor", None), ("bound", "auditor", "皖江大学工会"), ("admin", "administrator", None)):  # fmt: skip
        people[login] = staff.add(
            house, login, role=role, unit=unit, login=login, password="wuxiao-demo", now=START
        ).person
    called = {}
    for number, title in enumerate(TITLES):
        now = START + number * MINUTE
        called[title] = entry = filling.whole(house, by=people["wang"], now=now, title=title)
        with house.db.write() as tx:
            acts.submit(house, tx, entry, by=people["wang"], now=now)
            if number:
                reviews.confirm(house, tx, entry, by=people["li"], now=now)
            if number == 3:
                reviews.approve(house, tx, entry, by=people["zhao"], now=now)
            tx.after_commit.clear()
    states = ("draft", "submitted", "returned", "confirmed", "approved", "rejected", "withdrawn")
    for number, state in enumerate(states * 2):
        unit = (NURSING, LABORATORY, "皖江大学工会")[number % 3]
        said = {"category": ("小发明", "小设计")[number % 2], "industry": {"section": "QR"[number % 2], "division": "8488"[number % 2 :][:2]}}  # fmt: skip
        [made] = put(
            house, unit, state, title=f"第{number:02}项", at=START + timedelta(hours=7 * number + 5), **said
        )
        called[f"第{number:02}项"] = made
    put(house, None, "draft", title="没有单位", owner=people["sun"])
    with house.db.write() as tx:  # rows have no place in the queue by themselves
        for row in tx.rows(select(entry_table).where(entry_table.c.queued_at.is_(None))):
            tx.run(update(entry_table).where(entry_table.c.id == row.id).values(queued_at=row.created_at))
    shelving.work_off(house)
    return SimpleNamespace(house=house, people=people, called=called, folder=folder)


def same(worlds, ask):
    """What `ask(world)` says on each, ids by what they are called; it must be the same. Gives it once."""
    said = {}
    for name, world in worlds.items():
        ids = {value: f"<{key}>" for key, value in (world.called | world.people).items()}
        try:
            found = ask(world)
        except Refused as refused:
            found = ("refused", refused.code)
        said[name] = _without_ids(found, ids)
    assert said["postgresql"] == said["sqlite"]
    return said["sqlite"]


def _without_ids(found, ids):
    """What PostgreSQL cannot keep, U+0000, it keeps as U+FFFD (core.adapters.db): the one thing that may differ."""
    if isinstance(found, dict):
        return {_without_ids(key, ids): _without_ids(value, ids) for key, value in found.items()}
    if isinstance(found, (list, tuple)):
        return [_without_ids(one, ids) for one in found]
    if isinstance(found, str):
        named = re.sub("|".join(map(re.escape, ids)), lambda hit: ids[hit[0]], found.replace("\0", "\ufffd"))
        return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "<id>", named)
    return found
