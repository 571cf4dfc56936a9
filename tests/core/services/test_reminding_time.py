"""Reminders and time: windows that change, late permits, jumps of the clock, sleep, death in the middle."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select

from core.adapters import ids
from core.adapters.tables import identities, permits, reviews
from core.services import house as building
from core.services import messages as message_service
from core.services import reminded, reminding, slots
from tests.remembering import KEY, Cast, at


def permit(cast, until, *, entry=None, unit=None, track="innovation"):
    with cast.house.db.write() as tx:
        by = tx.value(select(identities.c.person))
        row = {"campaign": KEY, "track": track, "entry": entry, "unit": unit, "until": until}
        tx.run(insert(permits).values(id=ids.new(), by=by, reason="停电", at=cast.now, **row))


# windows and permits ----------------------------------------------------------------------------------------------
def test_slots_lie_there_before_they_come(cast):
    assert cast.slots("roadshow") == [
        (f"06-{moment}", "waiting", "", 0)
        for moment in ("12 09:00", "19 09:00", "23 09:00", "25 09:00", "26 09:00", "26 15:00")
    ]
    assert cast.slots()[0] == ("05-11 09:00", "waiting", "", 0)  # daily: the next one alone


def test_a_changed_window_moves_the_reminders(cast):
    cast.draft(cast.person("王"), "甲装置", sealed=True)
    cast.turn(at("06-14T09:00"))
    cast.change("closes = 2024-06-29T00:00:00+08:00", "closes = 2024-07-06T00:00:00+08:00")
    cast.turn(at("06-14T10:00"))
    moved = [due for due, state, _, _ in cast.slots() if state == "moved"]
    assert moved == ["06-28 19:00"]  # at 09:00 confirmations are looked at every day
    cast.turn(at("07-10T00:00"))
    assert [moment for _, moment in cast.heard()] == [
        "06-14 09:00", "06-21 09:00", "06-28 09:00", "07-02 09:00", "07-04 09:00", "07-05 09:00", "07-05 19:00",
    ]  # fmt: skip
    assert "7月5日截止，还有 14 天" in cast.told()[1][2]


def test_a_window_that_is_moved_back_brings_its_reminders_back(cast):
    first, second = "closes = 2024-06-27T00:00:00+08:00", "closes = 2024-07-04T00:00:00+08:00"
    before = cast.slots("roadshow")
    cast.change(first, second)
    cast.turn()
    moved = [due for due, state, _, _ in cast.slots("roadshow") if state == "moved"]
    assert moved == ["06-12 09:00", "06-23 09:00", "06-25 09:00", "06-26 15:00"]
    cast.change(second, first)
    cast.turn()
    assert cast.slots("roadshow", "waiting") == before


def test_reminders_that_lie_in_the_past_are_recorded_and_not_sent(settings, valkey):
    house = building.build(settings)
    cast = Cast(house, now=at("06-25T12:00"))
    cast.draft(cast.person("王"), "甲装置")
    cast.turn()
    past = [(f"06-{day} 09:00", "missed", "past", 0) for day in (14, 21, 25)]
    assert cast.slots("innovation", "missed") == past
    cast.turn(at("06-27T09:00"))
    assert cast.heard() == [("王", "06-27 09:00")]
    house.db.close()


def test_a_late_permit_moves_the_reminders_of_its_entry(cast):
    wang = cast.person("王")
    late, other = (
        cast.draft(wang, "甲装置", sealed=True),
        cast.draft(cast.person("孙"), "乙装置", sealed=True),
    )
    assert late != other
    cast.turn(at("06-22T10:00"))
    permit(cast, at("07-06T00:00"), entry=late)
    cast.turn(at("06-22T10:01"))
    cast.turn(at("07-10T00:00"))
    heard = cast.heard()
    assert [moment for name, moment in heard if name == "王"] == [
        "06-14 09:00", "06-21 09:00", "06-28 09:00", "07-02 09:00", "07-04 09:00", "07-05 09:00", "07-05 19:00",
    ]  # fmt: skip
    assert [moment for name, moment in heard if name == "孙"] == [
        "06-14 09:00", "06-21 09:00", "06-25 09:00", "06-27 09:00", "06-28 09:00", "06-28 19:00",
    ]  # fmt: skip
    [text] = [text for name, moment, text in cast.told() if (name, moment) == ("王", "07-04 09:00")]
    assert text.startswith("“五小”创新成果7月5日截止，明天是最后一天。")


def test_a_late_permit_of_a_unit_moves_the_reminders_of_all_below(cast):
    top = cast.unit("淮河医院工会")
    part = cast.unit("护理部", above=top, is_direct=False)
    cast.officer("李", top)
    cast.officer("周", cast.unit("皖江大学工会"))
    cast.draft(cast.person("王"), "甲", unit=part, track="roadshow")
    cast.turn(at("06-24T10:00"))
    permit(cast, at("07-01T00:00"), unit=top, track="roadshow")
    cast.turn(at("07-05T00:00"))
    heard = [moment for name, moment in cast.heard() if name == "李"]
    assert heard[3:] == ["06-27 09:00", "06-29 09:00", "06-30 09:00", "06-30 15:00"]
    assert [moment for name, moment in cast.heard() if name == "周"][3:] == [
        "06-25 09:00", "06-26 09:00", "06-26 15:00",
    ]  # fmt: skip


# sleeping, jumping, dying -----------------------------------------------------------------------------------------
def test_a_jump_is_walked_instant_by_instant(cast):
    cast.draft(cast.person("王"), "甲装置")
    cast.turn(at("07-30T00:00"))
    assert [moment for _, moment in cast.heard()] == [
        "06-14 09:00", "06-21 09:00", "06-25 09:00", "06-27 09:00", "06-28 09:00", "06-28 19:00",
    ]  # fmt: skip
    left = ["还有 14 天", "还有 7 天", "还有 3 天", "明天是最后一天", "今天是最后一天", "今天是最后一天"]
    assert [text.splitlines()[0] for _, _, text in cast.told()] == [
        f"“五小”创新成果6月28日截止，{said}。" for said in left
    ]


def test_after_three_days_of_sleep_only_the_latest_goes_out(cast):
    top = cast.unit("淮河医院工会")
    cast.officer("李", top)
    cast.put(cast.draft(cast.person("乙"), "乙", unit=top, track="roadshow"), state="submitted")
    cast.put(cast.draft(cast.person("甲"), "甲", unit=top), state="submitted")
    cast.draft(cast.person("王"), "甲装置")
    cast.turn(at("06-24T20:00"))
    before = cast.heard()
    cast.sleep()
    cast.turn(at("06-27T20:00"))  # 25 and 27 June were due for 王, 25 June for 李
    assert cast.heard()[len(before) :] == [("王", "06-27 20:00"), ("李", "06-27 20:00")] or cast.heard()[
        len(before) :
    ] == [("李", "06-27 20:00"), ("王", "06-27 20:00")]
    missed = [row for row in cast.slots() if row[0] >= "06-25" and row[1] in ("missed", "fired")]
    assert missed == [("06-25 09:00", "missed", "downtime", 0), ("06-27 09:00", "fired", "late", 2)]


def test_what_was_due_in_the_night_waits_until_the_morning(cast):
    cast.draft(cast.person("王"), "甲装置")
    cast.turn(at("06-24T20:00"))
    before = len(cast.told())
    cast.sleep()
    for moment in ("06-25T21:00", "06-26T02:00", "06-26T07:59:59"):
        assert not cast.turn(at(moment))
    assert len(cast.told()) == before
    assert cast.turn(at("06-26T08:00"))
    assert cast.heard()[before:] == [("王", "06-26 08:00")]


def test_what_is_over_when_the_house_wakes_is_not_sent(cast):
    cast.draft(cast.person("王"), "甲装置")
    cast.turn(at("06-28T08:00"))
    before = len(cast.told())
    cast.sleep()
    cast.turn(at("06-29T09:30"))
    assert len(cast.told()) == before
    assert [row for row in cast.slots() if row[0].startswith("06-28")] == [
        ("06-28 09:00", "missed", "downtime", 0),
        ("06-28 19:00", "fired", "late", 0),
    ]


def kill_after(monkeypatch, count):
    """The process dies at the posting of message `count + 1`."""
    real, left = message_service.post, iter(range(count))

    def post(*args, **told):
        if next(left, None) is None:
            raise KeyboardInterrupt
        real(*args, **told)

    monkeypatch.setattr(message_service, "post", post)
    return lambda: monkeypatch.setattr(message_service, "post", real)


@pytest.mark.parametrize("count", [0, 1, 4, 5, 9, 13])
def test_killed_in_the_middle_and_fired_again_nobody_hears_twice(cast, monkeypatch, count):
    monkeypatch.setattr(reminded, "BATCH", 5)
    monkeypatch.setattr(reminded.batch, "__kwdefaults__", {**reminded.batch.__kwdefaults__, "limit": 5})
    names = [f"工{number:02}" for number in range(12)]
    for name in names:
        cast.draft(cast.person(name), "甲装置", sealed=True)
    cast.turn(at("06-14T08:00"))
    undo = kill_after(monkeypatch, count)
    with pytest.raises(KeyboardInterrupt):
        cast.turn(at("06-21T10:00"))  # two instants on the way
    undo()
    cast.sleep()
    cast.turn(at("06-21T10:01"))
    wanted = [(name, moment) for moment in ("06-14 09:00", "06-21 09:00") for name in names]
    assert sorted(cast.heard(), key=lambda row: (row[1], row[0])) == wanted


@pytest.mark.parametrize(
    ("killed", "woken", "rest"),
    [
        ("06-25T09:00:05", "06-25T09:00:50", [f"工{n:02} 06-25 09:00" for n in range(5, 8)]),  # a restart
        ("06-25T09:00:05", "06-27T20:00", [f"工{n:02} 06-27 20:00" for n in range(8)]),  # the latest alone
        ("06-25T09:00:05", "06-26T02:00", []),  # in the night
        ("06-28T19:00:05", "06-29T09:30", []),  # it is over
    ],
)
def test_a_tick_killed_in_the_middle_and_woken_late_does_not_speak_of_what_is_over(
    cast, monkeypatch, killed, woken, rest
):
    monkeypatch.setattr(reminded.batch, "__kwdefaults__", {**reminded.batch.__kwdefaults__, "limit": 5})
    for number in range(8):
        cast.draft(cast.person(f"工{number:02}"), "甲装置", sealed=True)
    cast.turn(at(f"{killed[:6]}{int(killed[6:8]) - 1:02}:00"))
    before = len(cast.told())
    undo = kill_after(monkeypatch, 5)
    with pytest.raises(KeyboardInterrupt):
        cast.turn(at(killed))
    undo()
    assert len(cast.told()) == before + 5
    cast.sleep()
    cast.turn(at(woken))
    assert sorted(f"{name} {moment}" for name, moment in cast.heard()[before + 5 :]) == rest


def test_two_ticks_that_fire_the_same_slot_tell_nobody_twice(cast):
    for number in range(20):
        cast.draft(cast.person(f"工{number}"), "甲装置", sealed=True)
    cast.turn(at("06-14T08:00"))
    with cast.house.db.read() as tx:
        [slot] = slots.waiting(tx, upto=at("06-14T09:00"))
    houses = [cast.house, building.build(cast.house.settings)]
    with ThreadPoolExecutor(2) as pool:
        fired = list(pool.map(lambda house: reminding.fire(house, slot, now=at("06-14T09:00")), houses))
    houses[1].db.close()
    assert fired == [True, True]
    assert len(cast.heard()) == len(set(cast.heard())) == 20


def test_a_turn_stops_when_its_time_is_over_and_goes_on(cast, monkeypatch):
    monkeypatch.setattr(reminded.batch, "__kwdefaults__", {**reminded.batch.__kwdefaults__, "limit": 1})
    for number in range(4):
        cast.draft(cast.person(f"工{number}"), "甲装置", sealed=True)
    cast.rounds = reminding.Rounds(cast.house, seconds=-1)
    turns = 0
    cast.turn(at("06-14T08:00"))
    while not cast.turn(at("06-14T09:00")):
        turns += 1
        assert turns < 60
    assert (turns > 3, len(cast.heard())) == (True, 4)


def test_a_turn_without_anything_due_writes_nothing(cast, monkeypatch):
    cast.turn(at("05-10T10:00"))

    def write(**_):
        raise AssertionError("written")

    monkeypatch.setattr(cast.house.db, "write", write)
    assert cast.turn(at("05-10T10:00:01"))


def test_what_fell_due_after_a_return_while_the_house_slept_is_told_when_it_wakes(cast):
    cast.change(
        'key = "confirming"\nwhom = "officers_confirming"\nwhen = ["daily 09:00"]\n'
        'template = "waiting"\nkeywords = { "项目名称" = "{track}", "待办数量" = "{waiting}", "当前状态" = "待确认" }\n'
        'text = """\n有 {waiting} 项“五小”创新成果等您确认。\n',
        'key = "returned"\nwhom = "owners"\nwhen = ["return+2d 09:00"]\n'
        'template = "deadline"\nkeywords = { "项目名称" = "{name}" }\ntext = """\n{returned}\n',
    )
    for name, day in (("王", 20), ("孙", 21), ("吴", 22), ("郑", 24)):
        entry = cast.draft(cast.person(name), "甲装置")
        cast.put(entry, state="returned", answer_by=at("05-30T00:00"))
        with cast.house.db.write() as tx:
            row = {"role": "officer", "act": "return", "reasons": {}, "note": ""}
            tx.run(insert(reviews).values(id=ids.new(), entry=entry, at=at(f"05-{day}T10:00"), **row))
    cast.turn(at("05-22T10:00"))
    cast.sleep()
    cast.turn(at("05-25T12:00"))
    assert sorted(cast.heard()) == [("吴", "05-25 12:00"), ("孙", "05-25 12:00"), ("王", "05-22 09:00")]
