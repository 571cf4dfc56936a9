"""A campaign replayed with the clock against the fake platform: random acts by a fixed seed, and beside them a second
reckoning of who is to hear what, and whom the platform can reach."""

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.clock import real
from core.adapters.tables import deliveries, identities, messages
from core.services import accounts, delivering, reminding, subscriptions
from core.services import house as building
from tests import running
from tests.remembering import Cast, at, short

INNOVATION = {"06-14 09:00", "06-21 09:00", "06-25 09:00", "06-27 09:00", "06-28 09:00", "06-28 19:00"}
ROADSHOW = {"06-12 09:00", "06-19 09:00", "06-23 09:00", "06-25 09:00", "06-26 09:00", "06-26 15:00"}
HOURS = (9, 15, 19)
TITLE = "申报截止提醒"
ACTS = ("start", "submit", "start", "submit", "start", "submit", "return", "withdraw", "confirm", "unfollow", "block",
        "follow", "follow", "accept", "accept")  # fmt: skip
CAME = {"submit": "draft returned", "return": "submitted", "confirm": "submitted", "withdraw": "draft submitted"}  # fmt: skip
WENT = {"submit": "submitted", "return": "returned", "confirm": "confirmed", "withdraw": "withdrawn"}


class Replay:
    """Plays and reckons. `wanted` are `(name, moment, track)` by a plain walk over all entries; `reached` are those of
    them that a channel could reach at that moment."""

    def __init__(self, house, fake, *, workers, unions, seed, kills=0.0):
        self.house, self.fake, self.store = house, fake, fake.app.extensions["parts"].store
        self.cast, self.chance, self.kills = Cast(house), random.Random(seed), kills
        self.killed = Counter()
        self.seats = [self.cast.unit(f"第{n}单位工会") for n in range(unions)]
        self.officers = [(self.cast.officer(f"干{n}", seat), seat) for n, seat in enumerate(self.seats)]
        self.workers = [self.cast.person(f"工{n}") for n in range(workers)]
        self.entries, self.wanted, self.reached = [], set(), set()
        for state in (
            "draft",
            "submitted",
        ):  # of two whom chance leaves alone: each slot has somebody to tell
            self._start(self.cast.person(f"工{state}"), self.seats[0], "innovation", state=state)
        self.following, self.accepts = set(), Counter()
        for person, name in self.cast.names.items():
            told = "INSERT INTO people (openid, mini_openid, name, following, since) VALUES (?, ?, '', 1, 0)"
            self.store.run(told, f"o-{name}", f"m-{name}")
            self.following.add(person)
            with house.db.write() as tx:
                accounts.follows(tx, f"o-{name}", house.settings.oa_app_id, follows=True)
        self.last = self.cast.now
        self.cast.turn()

    def _start(self, owner, unit, track, *, state="draft"):
        entry = self.cast.draft(owner, "装置", unit=unit, track=track, sealed=self.chance.random() < 0.5)
        row = {"id": entry, "owner": owner, "unit": unit, "track": track, "state": state, "by": None}
        self.entries.append(row)
        if state != "draft":
            self.cast.put(entry, state=state)

    # what people do ------------------------------------------------------------------------------------------------
    def act(self, now):
        """One thing that somebody does."""
        self.cast.now, chance = now, self.chance
        act = chance.choice(ACTS)
        if act in WENT:
            self._move(act, now)
        elif act == "start":
            owner, unit = chance.choice(self.workers), chance.choice(self.seats)
            track = "roadshow" if chance.random() < 0.2 else "innovation"
            self._start(owner, unit, track)
        elif act == "accept":
            self._accept(chance.choice(self.workers))
        else:
            everybody = [*self.workers, *(officer for officer, _ in self.officers[1:])]
            self._follow(chance.choice(everybody), act)

    def _move(self, act, now):
        open_ = [e for e in self.entries[2:] if e["state"] in CAME[act].split()]
        open_ = [e for e in open_ if act != "confirm" or e["track"] == "innovation"]
        if open_:
            entry = self.chance.choice(open_)
            entry["state"] = WENT[act]
            entry["by"] = now + timedelta(days=7) if act == "return" else None
            self.cast.put(entry["id"], state=entry["state"], answer_by=entry["by"])

    def _follow(self, person, act):
        """`block`: the platform alone knows, the house learns of it when it sends."""
        name, follows = self.cast.names[person], act == "follow"
        (self.following.add if follows else self.following.discard)(person)
        self.store.run("UPDATE people SET following = ? WHERE openid = ?", int(follows), f"o-{name}")
        if act != "block":
            with self.house.db.write() as tx:
                accounts.follows(tx, f"o-{name}", self.house.settings.oa_app_id, follows=follows)

    def _accept(self, person):
        """Opens the mini-program and allows one reminder."""
        name = self.cast.names[person]
        template = subscriptions.offers(self.house)[TITLE]
        answer = self.fake.client.post(f"/phone/o-{name}/subscribe", json={template: "accept"})
        assert answer.status_code == 200
        with self.house.db.write() as tx:
            mini = {"kind": "mini", "app_id": self.house.settings.mini_app_id, "subject": f"m-{name}"}
            if not self.accepts[person, "seen"]:
                row = {"id": ids.new(), "person": person, "follows": False, "created_at": self.cast.now}
                tx.run(insert(identities).values(**row, **mini))
            subscriptions.credit(tx, person, TITLE, source=subscriptions.REPORT)
        self.accepts[person, "seen"] = 1
        self.accepts[person] += 1

    # time ----------------------------------------------------------------------------------------------------------
    def turn(self, now):
        """Every hour at which anything may be due, in order: it fires, and its messages go out, at that hour."""
        due = self.last.replace(minute=0, second=0, microsecond=0)
        while (due := due + timedelta(hours=1)) <= now:
            if due > self.last and due.hour in HOURS:
                self._reckon(due)
                self._fire(due)
                self._send(due)
        self.last = now

    def _reckon(self, due):
        moment, name, heard = short(due), self.cast.names, set()
        for e in self.entries:
            answerable = e["state"] == "returned" and e["by"] > due
            if e["track"] == "innovation" and moment in INNOVATION and (e["state"] == "draft" or answerable):
                heard.add((e["owner"], "innovation"))
        for officer, seat in self.officers:
            here = [(e["track"], e["state"]) for e in self.entries if e["unit"] == seat]
            if moment[6:] == "09:00" and ("innovation", "submitted") in here:
                heard.add((officer, "innovation"))
            sent = [s for t, s in here if t == "roadshow" and s not in ("draft", "withdrawn")]
            if moment in ROADSHOW and (not sent or ("roadshow", "draft") in here):
                heard.add((officer, "roadshow"))
        for person, track in heard:
            self.wanted.add((name[person], moment, track))
            if person in self.following:
                self.reached.add((name[person], moment, track))
            elif self.accepts[person]:
                self.accepts[person] -= 1
                self.reached.add((name[person], moment, track))

    def _fire(self, due):
        if self.chance.random() < self.kills:
            self._in_a_child(_tick, due, "tick")
            self.cast.sleep()  # the next tick is a new one
        assert self.cast.turn(due)

    def _send(self, due):
        self.fake.hands.house_now = due.timestamp()
        if self.chance.random() < self.kills:
            self._in_a_child(_sender, due, "sender")
            with self.house.db.write() as tx:  # the minute of its lease is not waited for
                tx.run(update(messages).where(messages.c.state == "sending").values(due_at=real()))
        while self._is_waiting():
            delivering.drain(self.house, clock=lambda: due)
            with self.house.db.write() as tx:
                tx.run(update(messages).where(messages.c.state == "waiting").values(due_at=real()))

    def _is_waiting(self):
        with self.house.db.read() as tx:
            live = messages.c.state.in_(("waiting", "sending"))
            return tx.one(select(messages.c.id).where(live).limit(1)) is not None

    def _in_a_child(self, act, due, kind):
        """Does it in a process of its own, which is killed in the middle."""
        self.house.db.engine.dispose()
        child = multiprocessing.get_context("fork").Process(target=act, args=(self.house.settings, due))
        with self.fake.still():
            child.start()
        time.sleep(self.chance.uniform(0.0, 0.2))
        if child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
            self.killed[kind] += 1
        child.join(running.PATIENCE)
        assert child.exitcode is not None, "it goes on for ever"

    # what came of it -----------------------------------------------------------------------------------------------
    def posted(self):
        """`{message id: (name, moment, track)}`"""
        with self.house.db.read() as tx:
            rows = tx.rows(select(messages).where(messages.c.reason == "reminder"))
        return {row.id: (self.cast.names[row.person], short(row.at), row.body["track"]) for row in rows}

    def arrived(self):
        """What the platform let through, by its own record: `(name, moment, track)`, as often as it came."""
        found, of = Counter(), {one.replace("-", ""): said for one, said in self.posted().items()}
        for row in self.fake.sent():
            if row["outcome"] == "sent":
                moment, key = short(datetime.fromisoformat(row["at"])), row["body"].get("client_msg_id")
                found[of[key] if key else (row["openid"][2:], moment, "innovation")] += 1
                assert not key or of[key][1] == moment, "it came when it was due"
        return found

    def recorded(self):
        """`{(name, moment, track): outcomes}` of all attempts."""
        posted, found = self.posted(), {}
        with self.house.db.read() as tx:
            for row in tx.rows(select(deliveries)):
                found.setdefault(posted[row.message], []).append(row.outcome)
        return found


def _tick(settings, due):
    house = building.build(settings)
    reminding.Rounds(house, seconds=600).turn(now=due)


def _sender(settings, due):
    house = building.build(settings)
    while delivering.drain(house, clock=lambda: due):
        pass


def play(house, fake, *, workers, unions, acts, kills=0.0):
    replay = Replay(house, fake, workers=workers, unions=unions, seed=20240628, kills=kills)
    begins, ends = replay.cast.now, at("07-05T20:00")
    times = sorted(begins + (ends - begins) * replay.chance.random() for _ in range(acts))
    for now in [*times, ends]:
        replay.turn(now)
        if now < ends:
            replay.act(now)
    return replay
