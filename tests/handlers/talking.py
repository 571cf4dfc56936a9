"""A worker with a phone: says things to the official account, and what the house keeps of it."""

from typing import Any

from sqlalchemy import select

from core.adapters.tables import chats
from core.services import accounts, confided, entries, messages
from tests import filling
from tests.wechat import Platform

LONGEST = 2047


class Worker:
    """One openid, its chat, its entries."""

    def __init__(self, house: Any, client: Any, openid: str = "o-worker-1") -> None:
        self.house, self.openid = house, openid
        self.platform = Platform(house.settings, client)
        self.heard: list[str] = []

    def _noted(self, reply: str) -> str:
        assert len(reply.encode()) <= LONGEST
        self.heard.append(reply)
        return reply

    def says(self, *texts: str) -> str:
        """Says each and gives the last reply."""
        return [self._noted(self.platform.say(self.openid, text)) for text in texts][-1]

    def sends(self, kind: str, **fields: Any) -> str:
        return self._noted(
            self.platform.read(self.platform.post(self.platform.xml(self.openid, kind, **fields)))
        )

    def does(self, event: str, **fields: Any) -> str:
        return self._noted(self.platform.event(self.openid, event, **fields))

    @property
    def person(self) -> str:
        with self.house.db.write() as tx:
            now = self.house.clock.now()
            return accounts.identify(tx, "oa", self.house.settings.oa_app_id, self.openid, now=now)

    @property
    def place(self) -> tuple[str | None, str | None]:
        """(entry, item being asked)."""
        with self.house.db.read() as tx:
            row = tx.one(select(chats.c.entry, chats.c.field).where(chats.c.person == self.person))
        return (row.entry, row.field) if row else (None, None)

    @property
    def asked(self) -> str | None:
        return self.place[1]

    def entry(self, number: int = 0) -> Any:
        """The newest entry, or an older one."""
        with self.house.db.read() as tx:
            return entries.load(self.house, tx, entries.mine(tx, self.person)[number].id)

    def answers(self) -> dict[str, Any]:
        return dict(self.entry().answers)

    def at(self, key: str) -> "Worker":
        """Begins when needed, and goes to an item."""
        if self.place[0] is None:
            self.says("申报")
        number = self.entry().track.asked.index(key) + 1
        self.says(f"修改 {number}")
        assert self.asked == key
        return self

    def fills(self, said: dict[str, list[str]] | None = None) -> list[str]:
        """Answers whatever is asked until all was asked, files are put off. Gives the items in the order asked."""
        said = filling.said() if said is None else said
        order: list[str] = []
        while (key := self.asked) is not None:
            order.append(key)
            self.says(*said.get(key, ["跳过"]))
            assert len(order) < 60
        return order


def posted(person: Worker, reason: str) -> list[Any]:
    """What was posted to a person for that reason, newest first."""
    who = person.person
    with person.house.db.read() as tx:
        return [confided.opened(person.house, row) for row in messages.of(tx, who) if row.reason == reason]


def whole(worker: Worker, title: str = filling.TITLE) -> str:
    """Filled in chat, the files checked already."""
    worker.says("申报")
    worker.fills({**filling.said(), "title": [title]})
    entry = str(worker.entry().id)
    filling.give_files(worker.house, entry, by=worker.person, now=worker.house.clock.now())
    return entry
