"""Groups hear the numbers of their unit when a deadline is reminded of: once, while something is left, and nobody's name."""

import uuid
from datetime import timedelta

from sqlalchemy import insert, select

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.tables import digests, permits
from core.adapters.tables import robots as robot_table
from core.services import accounts, robots
from tests.remembering import KEY, at

HOOK = "693a91f6-7abc-4bc4-97a0-0ec2sifa5aa"


def bound(cast, unit, *names):
    with cast.house.db.write() as tx:
        for name in names:
            robots.add(cast.house, tx, unit, name, f"{HOOK}{name}", by=None, now=cast.now)


def said(cast):
    """(robot, text) by instant and robot: ids of one millisecond have no order."""
    query = (
        select(robot_table.c.name, digests.c.text).join(digests).order_by(digests.c.at, robot_table.c.name)
    )
    with cast.house.db.read() as tx:
        return [(row.name, row.text) for row in tx.rows(query)]


def test_every_group_of_a_unit_that_lacks_something_hears_its_numbers_once(cast):
    unit, other = cast.unit("淮河医院工会"), cast.unit("皖江学校工会")
    bound(cast, unit, "a", "b")
    wang = cast.person("王大力")
    cast.draft(wang, "甲装置", unit=unit)
    cast.draft(cast.person("李"), "乙装置", unit=other)
    cast.turn(at("06-14T08:59"))
    before = len(said(cast))
    cast.turn(at("06-14T09:00:01"))
    cast.turn(at("06-14T09:00:30"))
    new = said(cast)[before:]
    assert [name for name, _ in new] == ["a", "b"]
    text = new[0][1]
    assert "淮河医院工会" in text and "“五小”创新成果" in text and "14 天" in text
    assert all(word not in text for word in ("王大力", "甲装置", "皖江", "李"))


def test_a_group_whose_unit_has_done_all_is_left_in_peace(cast):
    unit = cast.unit("淮河医院工会")
    bound(cast, unit, "a")
    done = cast.draft(cast.person("王"), "甲装置", unit=unit)
    cast.put(done, state="submitted")
    cast.turn(at("06-21T09:00:01"))
    assert [text for _, text in said(cast) if "创新成果" in text.split("\n")[1]] == []


def test_a_group_of_a_part_hears_the_numbers_of_its_union_and_a_stopped_robot_nothing(cast):
    unit = cast.unit("淮河医院工会")
    part = cast.unit("护理部工会", above=unit, is_direct=False)
    bound(cast, part, "a")
    bound(cast, unit, "b")
    with cast.house.db.write() as tx:
        tx.run(robot_table.update().where(robot_table.c.name == "b").values(stopped_at=cast.now))
    cast.turn(at("06-14T09:00:01"))
    assert {name for name, _ in said(cast)} == {"a"}
    assert all("淮河医院工会" in text for _, text in said(cast))


def test_what_waits_daily_is_no_matter_of_groups(cast):
    unit = cast.unit("淮河医院工会")
    cast.officer("赵", unit)
    bound(cast, unit, "a")
    cast.put(cast.draft(cast.person("王"), "甲装置", unit=unit), state="submitted")
    cast.turn(at("05-20T09:00:01"))
    assert said(cast) == []


def test_after_a_downtime_only_the_latest_is_said(cast):
    unit = cast.unit("淮河医院工会")
    bound(cast, unit, "a")
    cast.draft(cast.person("王"), "甲装置", unit=unit)
    cast.sleep()
    cast.turn(at("06-22T10:00"))
    texts = [text for _, text in said(cast) if "创新成果" in text.split("\n")[1]]
    assert len(texts) == 1 and "6 天" in texts[0]


def test_a_digest_ends_with_its_deadline_and_keeps_the_quiet_hours(cast):
    unit = cast.unit("淮河医院工会")
    bound(cast, unit, "a")
    cast.draft(cast.person("王"), "甲装置", unit=unit)
    began = real()
    cast.turn(at("06-28T19:00:01"))
    with cast.house.db.read() as tx:
        row = tx.rows(select(digests).order_by(digests.c.at))[-1]
    assert (row.kind, row.quiet) == ("2024-anhui:innovation", "21:00-08:00")
    assert timedelta(hours=4, minutes=59) < row.ends_at - began < timedelta(hours=5, minutes=10)


def test_a_digest_counts_days_and_is_true_on_its_own_day_alone(cast):
    unit = cast.unit("淮河医院工会")
    bound(cast, unit, "a")
    cast.draft(cast.person("王"), "甲装置", unit=unit)
    cast.turn(at("06-21T09:00"))
    with cast.house.db.read() as tx:
        row = tx.rows(select(digests).order_by(digests.c.at))[-1]
    born = (uuid.UUID(row.id).int >> 80) / 1000  # real time
    assert -1 <= row.ends_at.timestamp() - born - 15 * 3600 < 600


def test_a_permit_of_one_unit_is_told_to_its_group_alone_and_with_its_own_end(cast):
    late, other = cast.unit("淮河医院工会"), cast.unit("皖江大学工会")
    bound(cast, late, "a")
    bound(cast, other, "b")
    cast.turn(at("06-26T20:00"))
    before = len(said(cast))
    with cast.house.db.write() as tx:
        row = {"campaign": KEY, "track": "roadshow", "entry": None, "unit": late, "until": at("07-01T00:00")}
        by = accounts.identify(tx, "oa", "x", "o-province", now=cast.now)
        tx.run(insert(permits).values(id=ids.new(), by=by, reason="停电", at=cast.now, **row))
    cast.turn(at("06-29T12:00"))
    roadshows = [(name, text) for name, text in said(cast)[before:] if "路演" in text.splitlines()[1]]
    assert [name for name, _ in roadshows] == ["a", "a"]
    assert [text.splitlines()[1] for _, text in roadshows] == [
        "“五小”成果路演项目：已交 0 项（至少 1 项），6月30日截止，还有 3 天",
        "“五小”成果路演项目：已交 0 项（至少 1 项），6月30日截止，还有 1 天",
    ]
