"""One message's talk: who speaks, about which entry and item, and what they are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from core.adapters.db import Transaction
from core.domain import flow, moves, phrases
from core.domain.declaration import Field
from core.domain.refusals import Refused
from core.services import accounts, answering, chats, entries, links
from core.services.entries import Entry
from core.services.house import House

AWAY = timedelta(days=1)  # after so long something may have been filled at another door
BACK = timedelta(days=3)  # after so long a person is told where they were
_STAFF = ("officer", "auditor", "administrator")


@dataclass
class Talk:
    """What a handler works with. Changes of the place are written once, by `close`."""

    house: House
    tx: Transaction
    fields: Mapping[str, Any]
    now: datetime
    person: str
    chat: chats.Chat
    at_entry: str | None = None
    at_field: str | None = None
    cursor: dict[str, Any] = field(default_factory=dict)
    was_away: bool = False
    _entry: Entry | None = None

    @cached_property
    def _roles(self) -> frozenset[str]:
        return frozenset(row.role for row in accounts.grants_of(self.tx, self.person))

    @property
    def is_officer(self) -> bool:
        return "officer" in self._roles

    @property
    def is_staff(self) -> bool:
        return any(role in self._roles for role in _STAFF)

    @property
    def is_back(self) -> bool:
        """Whether days have gone by since the person wrote last."""
        heard = self.chat.heard_at
        return heard is not None and self.now - heard >= BACK

    def answer_of(self, key: str) -> Any:
        return self.entry.answers.get(key) if self.entry else None

    @property
    def openid(self) -> str:
        return str(self.fields.get("FromUserName") or "")

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    @property
    def entry(self) -> Entry | None:
        """The entry talked about, or None. One that is no longer the person's is let go."""
        if self._entry is None and self.at_entry is not None:
            try:
                self._entry = entries.open_for(
                    self.house, self.tx, self.at_entry, by=self.person, to_edit=True
                )
            except Refused:
                self.at_entry = self.at_field = None
        return self._entry

    @property
    def asked(self) -> Field | None:
        """The item being asked, if there is one and it may be answered."""
        entry = self.entry
        if entry is None or self.at_field is None or entry.state not in moves.EDITABLE:
            return None
        return entry.track.by_key.get(self.at_field)

    def go(self, entry: str | None, at: str | None) -> None:
        if entry != self.at_entry:
            self._entry = None
        self.at_entry, self.at_field, self.cursor = entry, at, {}

    def save(self, key: str, value: Any) -> None:
        """Keeps an answer; the talk goes on with what is stored. Raises Refused, and then nothing was changed."""
        assert self.entry is not None
        version = answering.save(self.house, self.tx, self.entry, key, value, by=self.person, now=self.now)
        answers = {**self.entry.answers, key: value}
        if value in (None, "", []):
            answers.pop(key)
        versions = {**self.entry.versions, key: version}
        known = entries.known_of(self.tx, self.entry, answers) if self._points(key) else self.entry.known
        self._entry = replace(self.entry, answers=answers, versions=versions, known=known)

    def _points(self, key: str) -> bool:
        assert self._entry is not None
        return self._entry.track.by_key[key].type == "unit" or key in self._entry.track.quoted

    def faults(self, key: str) -> list[str]:
        """`must` sentences of one item."""
        return self._sentences(key, "must")

    def advice(self, key: str) -> list[str]:
        """`advise` sentences of one item."""
        return self._sentences(key, "advise")

    def _sentences(self, key: str, level: str) -> list[str]:
        assert self.entry is not None
        declared = self.entry.track.by_key[key]
        found = flow.check_field(declared, self.entry.answers.get(key), known=self.entry.known)
        return [finding.sentence for finding in found if finding.level == level]

    def again(self) -> None:
        """The entry changed by a service: it is read anew when it is next needed."""
        self._entry = None

    def link(self, at: str | None = None) -> str:
        """A one-time address of the upload page, at that very item."""
        return links.upload(self.house, self.tx, self.person, entry=self.at_entry, field=at or self.at_field)

    def close(self) -> None:
        chats.keep(
            self.tx, self.chat, entry=self.at_entry, field=self.at_field, cursor=self.cursor, now=self.now
        )


def begin(house: House, tx: Transaction, fields: Mapping[str, Any], *, now: datetime) -> Talk:
    """The talk of a message's sender; a new person for a new one."""
    chat = chats.of(tx, str(fields.get("FromUserName") or ""), house.platform.oa_app_id, now=now)
    was_away = chat.heard_at is not None and now - chat.heard_at >= AWAY
    place = (chat.entry, chat.field, dict(chat.cursor or {}), was_away)
    return Talk(house, tx, fields, now, chat.person, chat, *place)


def say(code: str, /, **params: Any) -> str:
    return phrases.say(code, **params)
