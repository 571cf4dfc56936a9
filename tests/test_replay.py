"""A whole campaign replayed with the clock, random acts by a fixed seed, beside a second reckoning of who is to hear what."""

import random
from datetime import timedelta

import pytest

from core.services import accounts
from tests.remembering import Cast, at, short

INNOVATION = {"06-14 09:00", "06-21 09:00", "06-25 09:00", "06-27 09:00", "06-28 09:00", "06-28 19:00"}
ROADSHOW = {"06-12 09:00", "06-19 09:00", "06-23 09:00", "06-25 09:00", "06-26 09:00", "06-26 15:00"}


class Replay:
    """Plays and reckons: `wanted` are `(name, moment, track)` by a plain walk over all entries."""

    def __init__(self, house, *, workers, unions, seed):
        self.cast, self.chance = Cast(house), random.Random(seed)
        self.seats = [self.cast.unit(f"第{n}单位工会") for n in range(unions)]
        self.officers = [(self.cast.officer(f"干{n}", seat), seat) for n, seat in enumerate(self.seats)]
        self.workers = [self.cast.person(f"工{n}") for n in range(workers)]
        self.entries, self.wanted = [], set()
        self.last = self.cast.now
        self.cast.turn()

    def act(self, now):
        """One thing that somebody does."""
        self.cast.now, chance = now, self.chance
        act = chance.choice(["start", "start", "submit", "return", "withdraw", "confirm", "unfollow"])
        if act == "start":
            owner, unit = chance.choice(self.workers), chance.choice(self.seats)
            track = "roadshow" if chance.random() < 0.2 else "innovation"
            entry = self.cast.draft(owner, "装置", unit=unit, track=track, sealed=chance.random() < 0.5)
            self.entries.append(
                {"id": entry, "owner": owner, "unit": unit, "track": track, "state": "draft", "by": None}
            )
            return
        if act == "unfollow":
            with self.cast.house.db.write() as tx:
                worker = self.cast.names[chance.choice(self.workers)]
                accounts.follows(tx, f"o-{worker}", self.cast.house.settings.oa_app_id, follows=False)
            return
        came = {
            "submit": "draft returned",
            "return": "submitted",
            "confirm": "submitted",
            "withdraw": "draft submitted",
        }
        open_ = [e for e in self.entries if e["state"] in came[act].split()]
        if act == "confirm":
            open_ = [e for e in open_ if e["track"] == "innovation"]
        if open_:
            entry = chance.choice(open_)
            entry["state"] = {"submit": "submitted", "return": "returned", "confirm": "confirmed"}.get(
                act, "withdrawn"
            )
            entry["by"] = now + timedelta(days=7) if act == "return" else None
            self.cast.put(entry["id"], state=entry["state"], answer_by=entry["by"])

    def turn(self, now):
        due = self.last.replace(minute=0, second=0, microsecond=0)
        while due <= now:
            if due > self.last:
                self._reckon(due)
            due += timedelta(hours=1)
        self.cast.turn(now)
        self.last = now

    def _reckon(self, due):
        moment, name = short(due), self.cast.names
        for e in self.entries:
            answerable = e["state"] == "returned" and e["by"] > due
            if e["track"] == "innovation" and moment in INNOVATION and (e["state"] == "draft" or answerable):
                self.wanted.add((name[e["owner"]], moment, "innovation"))
        for officer, seat in self.officers:
            here = [(e["track"], e["state"]) for e in self.entries if e["unit"] == seat]
            if moment[6:] == "09:00" and ("innovation", "submitted") in here:
                self.wanted.add((name[officer], moment, "innovation"))
            sent = [s for t, s in here if t == "roadshow" and s not in ("draft", "withdrawn")]
            if moment in ROADSHOW and (not sent or ("roadshow", "draft") in here):
                self.wanted.add((name[officer], moment, "roadshow"))


def play(house, *, workers, unions, acts):
    replay = Replay(house, workers=workers, unions=unions, seed=20240628)
    begins, ends = replay.cast.now, at("07-05T20:00")
    times = sorted(begins + (ends - begins) * replay.chance.random() for _ in range(acts))
    for now in [*times, ends]:
        replay.turn(now)
        if now < ends:
            replay.act(now)
    return replay


def holds(replay):
    told = replay.cast.posted()
    assert len(told) == len(set(told))
    assert set(told) == replay.wanted
    assert {moment[6:] for _, moment, _ in told} <= {"09:00", "15:00", "19:00"}
    days = {}
    for _, moment, track in told:
        days.setdefault((moment[:5], track), set()).add(moment[6:])
    assert days.get(("06-24", "roadshow")) is None
    assert days["06-25", "roadshow"] == {"09:00"}
    assert days["06-26", "roadshow"] == {"09:00", "15:00"}
    assert days.get(("06-27", "roadshow")) is None
    assert days.get(("06-28", "roadshow")) is None
    assert days["06-25", "innovation"] == days["06-27", "innovation"] == {"09:00"}
    assert days["06-28", "innovation"] == {"09:00", "19:00"}
    owners = {(name, moment[:5]) for name, moment, _ in told if name.startswith("工")}
    assert [day for day in ("06-24", "06-25", "06-26", "06-27", "06-28") if any(d == day for _, d in owners)] == [
        "06-25", "06-27", "06-28",
    ]  # fmt: skip
    assert (
        replay.cast.slots("roadshow", "missed", "moved")
        == replay.cast.slots("innovation", "missed", "moved")
        == []
    )


def test_a_short_campaign_replayed(house):
    holds(play(house, workers=30, unions=4, acts=150))


@pytest.mark.nightly
def test_a_whole_campaign_replayed(house):
    holds(play(house, workers=300, unions=20, acts=2500))
