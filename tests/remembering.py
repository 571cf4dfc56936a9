"""A campaign's people for tests of reminders: units with officers, workers with entries, and what each was told."""

from datetime import datetime

from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.tables import answers, messages, persons, reminder_slots
from core.adapters.tables import entries as entry_table
from core.services import accounts, campaigns, entries, reminding, units

KEY = "2024-anhui"


def at(text):
    """A moment of 2024 in China: `06-28T09:00`."""
    return datetime.fromisoformat(f"2024-{text}+08:00")


START = at("05-10T09:00")


class Cast:
    """Plays a campaign against the services, with a clock that the test holds."""

    def __init__(self, house, now=START):
        self.house, self.now = house, now
        self.names, self._units = {}, {}
        self.rounds = reminding.Rounds(house, seconds=600)

    # people
    def person(self, name):
        with self.house.db.write() as tx:
            made = accounts.identify(tx, "oa", self.house.settings.oa_app_id, f"o-{name}", now=self.now)
            tx.run(update(persons).where(persons.c.id == made).values(name=name))
        self.names[made] = name
        return made

    def unit(self, name, *, above=None, is_direct=True):
        with self.house.db.write() as tx:
            return units.add(tx, name, parent=above, kind="unit", is_direct=is_direct, now=self.now)

    def officer(self, name, *seats):
        made = self.person(name)
        with self.house.db.write() as tx:
            for seat in seats:
                accounts.grant(tx, made, "officer", unit=seat, campaign=None, by=None, now=self.now)
        return made

    # entries
    def draft(self, owner, title="", *, unit=None, track="innovation", sealed=False):
        with self.house.db.write() as tx:
            made = entries.start(self.house, tx, KEY, track, by=owner, now=self.now)
            values = {"title": title, "unit": unit}
            tx.run(update(entry_table).where(entry_table.c.id == made).values(**values))
            if sealed:
                row = [{"attachment": ids.new(), "title": "盖章页"}]
                entry = entries.load(self.house, tx, made)
                field = entry.track.paper_field
                tx.run(
                    insert(answers).values(
                        entry=made, field=field.key, value=row, version=1, by=owner, at=self.now, safety="unchecked"
                    )
                )  # fmt: skip
        return made

    def put(self, entry, **values):
        """Moves an entry as a decision would."""
        with self.house.db.write() as tx:
            tx.run(update(entry_table).where(entry_table.c.id == entry).values(**values))

    # time
    def turn(self, now=None):
        """One turn of a tick that never slept."""
        self.now = now or self.now
        return self.rounds.turn(now=self.now)

    def sleep(self):
        """The tick dies; the next turn is that of a new one."""
        self.rounds = reminding.Rounds(self.house, seconds=600)

    def change(self, before, after):
        """The campaign's file is changed and recorded."""
        folder = self.house.settings.campaigns_dir
        path = folder / "2024-anhui.toml"
        text = path.read_text("utf-8")
        assert text.count(before) >= 1
        path.write_text(text.replace(before, after), "utf-8")
        assert campaigns.record(self.house, now=self.now) == []

    # what came of it
    def told(self):
        """Reminders as `(name, at, text)`, in the order posted."""
        with self.house.db.read() as tx:
            rows = tx.rows(select(messages).where(messages.c.reason == "reminder").order_by(messages.c.id))
        return [(self.names[row.person], short(row.at), row.body["text"]) for row in rows]

    def posted(self):
        """Reminders as `(name, at, track)`."""
        with self.house.db.read() as tx:
            rows = tx.rows(select(messages).where(messages.c.reason == "reminder"))
        return [(self.names[row.person], short(row.at), row.body["track"]) for row in rows]

    def heard(self):
        return [(name, moment) for name, moment, _ in self.told()]

    def slots(self, track="innovation", *states):
        """Slots of a track as `(due, state, why, told)`."""
        query = (
            select(reminder_slots).where(reminder_slots.c.track == track).order_by(reminder_slots.c.due_at)
        )
        with self.house.db.read() as tx:
            rows = tx.rows(query)
        return [
            (short(row.due_at), row.state, row.why, row.told)
            for row in rows
            if not states or row.state in states
        ]


def short(moment):
    return f"{moment.astimezone(START.tzinfo):%m-%d %H:%M}"
