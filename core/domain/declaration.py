"""What a campaign declares. Everything else reads this and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Rule:
    """One row: a fact, an operator, what is wanted, how hard. `notice` is the number of the duty."""

    field: str
    fact: str
    op: str
    value: Any
    level: str
    notice: str
    fix: str | None = None
    says: str | None = None

    @property
    def name(self) -> str:
        return f"{self.field}.{self.fact}.{self.op}"


@dataclass(frozen=True)
class Choice:
    """One value of a choice, with its definition (notice N0)."""

    label: str
    text: str = ""


@dataclass(frozen=True)
class Part:
    """One point of a draft: how it is called, and the answer it takes over (A2.9)."""

    label: str
    field: str


@dataclass(frozen=True)
class Field:
    """One item of a form. `item` is its number in the notice (A2.9)."""

    key: str
    item: str
    type: str
    label: str
    rules: tuple[Rule, ...]
    hint: str = ""
    example: str = ""
    kind: str = ""  # of files: photo, video, audio; of units: union where a superior union is asked
    choices: tuple[Choice, ...] = ()
    draft: tuple[Part, ...] = ()  # of what a first draft is put together
    checklist: tuple[str, ...] = ()  # what a reviewer ticks; no rule can measure it (A3.4)

    @property
    def is_required(self) -> bool:
        return any(
            r.level == "must" and (r.op == "filled" or (r.fact, r.op) == ("count", "min")) for r in self.rules
        )

    def wanted(self, fact: str, op: str, level: str = "must") -> Any:
        """The limit a rule sets, or None."""
        return next((r.value for r in self.rules if (r.fact, r.op, r.level) == (fact, op, level)), None)


@dataclass(frozen=True)
class Step:
    """One page of the form; the order of steps and of their fields is the order asked."""

    key: str
    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A line of a paper: its label, and the field it quotes or the text it prints. `first`: of people only the
    first is printed, the one who signs (A1.1)."""

    label: str
    field: str | None = None
    text: str = ""
    first: bool = False


@dataclass(frozen=True)
class Paper:
    """A letter filled from the entry, printed, signed and sealed (notice Annex 1). `columns`: fields that the blank
    form has a column each for, since it may list several (Annex 3); `notes`: what stands below the blank form."""

    key: str
    title: str
    quotes: tuple[str, ...]
    lines: tuple[Line, ...]
    paragraphs: tuple[str, ...]
    signatures: tuple[str, ...]
    notice: str
    intro: str = ""
    columns: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True)
class FormRow:
    """One row of a form as the notice prints it: what is asked, the points of its content, a remark."""

    field: str
    asks: str = ""
    points: str = ""
    note: str = ""


@dataclass(frozen=True)
class Form:
    """The table of a track as the notice hands it out (Annex 2); its rows in the order of the notice."""

    name: str
    title: str
    rows: tuple[FormRow, ...]


@dataclass(frozen=True)
class Moment:
    """When a reminder is due, at a local time: `days` (0 or less) from the last day of the window to submit, `days`
    after an entry was returned, or every day."""

    kind: str  # window, return, daily
    days: int
    at: time


@dataclass(frozen=True)
class Reminder:
    """Whom a track reminds, when, and with what words. `template` names a message template and `keywords` fill it
    (approved constants, or placeholders of names, numbers and dates); `text` is said where words are free. A line of
    it whose placeholder has nothing to say is left out."""

    key: str
    whom: str
    when: tuple[Moment, ...]
    template: str
    keywords: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Quiet:
    """Local times between which nobody is reminded; `start` itself is quiet, `until` is not."""

    start: time
    until: time


@dataclass(frozen=True, slots=True)
class Contact:
    """When a person answers what workers ask (人工): the hours as people say them, and after how many working days at the
    latest; weekdays that are off, weekends that are worked (public holidays). Who that is, grants say."""

    hours: str = "工作日"
    days: int = 1
    off: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Track:
    """One way of taking part: innovation, roadshow."""

    key: str
    title: str
    moves: str
    starts_by: str
    name: str
    fields: tuple[Field, ...]
    steps: tuple[Step, ...]
    papers: tuple[Paper, ...]
    form: Form | None = None
    reminders: tuple[Reminder, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        return {field.key: field for field in self.fields}

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """Field keys in the order asked."""
        return tuple(key for step in self.steps for key in step.fields)

    @cached_property
    def quoted(self) -> frozenset[str]:
        """Fields that a seal quotes: a change of one voids the seal."""
        return frozenset(key for paper in self.papers for key in paper.quotes)

    @cached_property
    def paper_field(self) -> Field | None:
        return next((field for field in self.fields if field.type == "paper"), None)


@dataclass(frozen=True)
class Window:
    track: str
    act: str
    level: str
    opens: datetime
    closes: datetime
    notice: str


@dataclass(frozen=True)
class Quota:
    track: str
    per: str
    notice: str
    min: int | None = None
    max: int | None = None


@dataclass(frozen=True)
class Consent:
    """What a person agrees to before the first entry; a new version is asked again."""

    version: int
    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A reason that is often given, at hand where reasons are written: for these fields of a track, or general; without a
    track for all of them."""

    text: str
    track: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Campaign:
    """One notice of one year."""

    key: str
    title: str
    year: int
    issuer: str
    operator: str
    account: str
    licensee: str
    number_prefix: str
    timezone: str
    confirm_days: int
    correction_days: int
    tracks: tuple[Track, ...]
    windows: tuple[Window, ...]
    quotas: tuple[Quota, ...]
    wording: Mapping[str, str]
    keeping: Mapping[str, int]
    mailbox: str = ""
    mail_limit: int = 20 * 1024 * 1024  # bytes of a mail as it is sent
    consent: Consent | None = None
    quiet: Quiet | None = None
    contact: Contact | None = None
    phrases: tuple[Phrase, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Track]:
        return {track.key: track for track in self.tracks}
