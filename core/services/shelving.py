"""What lists find an entry by beside its own columns: its texts, the worst finding, what its seals say, whether another one is
alike. Made anew after each change, by a job that `tick` hints at; a draft and a withdrawn entry have none of it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, insert, select, update

from core.adapters import passages, queue
from core.adapters.db import Transaction
from core.adapters.tables import entries as entry_table
from core.adapters.tables import identities, near_pairs, passwords
from core.domain import fieldtypes, terms
from core.domain.findings import MUST
from core.domain.refusals import Refused
from core.services import alike, entries, listing
from core.services.entries import Entry
from core.services.house import House

MANY = 200  # hinted at in one turn
TEXTS = ("text", "paragraph")
SEALS = (
    "valid",
    "stale",
    "foreign",
    "eye",
    "missing",
)  # by what the codes on the sheets say; eye: no code, to be compared
WORST = ("must", "advise", "none")


@dataclass(frozen=True)
class Shelf:
    """What was found out of an entry as it was at `version`."""

    version: int
    text: str
    worst: str | None
    seal: str | None
    near: frozenset[str]


def due(tx: Transaction) -> list[tuple[str, str]]:
    """(entry, version) of those that changed since."""
    query = select(entry_table.c.id, entry_table.c.version).where(entry_table.c.is_shelved.is_(False))
    return [(row.id, str(row.version)) for row in tx.rows(query.order_by(entry_table.c.id).limit(MANY))]


def hint(house: House, entry: str, version: str) -> None:
    house.jobs.enqueue(queue.SHELVE, entry, job_id=f"shelve-{entry}-{version}", seconds=120, keep=5)


def shelve(house: House, entry_id: str) -> str:
    """Gives shelved, gone, or late where the entry was changed meanwhile: it is due still."""
    try:
        with house.db.read() as tx:
            made = _made(house, tx, entries.load(house, tx, entry_id))
    except Refused:
        return "gone"
    with house.db.write() as tx:
        return "shelved" if keep(tx, entry_id, made) else "late"


def _made(house: House, tx: Transaction, entry: Entry) -> Shelf:
    version = int(entry.row.version)
    if listing.is_closed(entry.state):
        return Shelf(version, "", None, None, frozenset())
    findings = entry.findings()
    worst = "must" if any(found.level == MUST for found in findings) else "advise" if findings else "none"
    text = terms.folded(_texts(tx, entry))
    return Shelf(version, text, worst, seal(entry), frozenset(alike.near(tx, entry)))


def keep(tx: Transaction, entry_id: str, made: Shelf) -> bool:
    """Writes it down unless the entry has another version by now. Those that it is alike with are marked as well; those that
    it is no longer alike with lose the mark."""
    before = tx.one(select(entry_table).where(entry_table.c.id == entry_id))
    if before is None or before.version != made.version:
        return False
    number = passages.keep(tx, entry_id, made.text)
    told = {
        "worst": made.worst,
        "seal": made.seal,
        "is_near": bool(made.near),
        "passage": number,
        "is_shelved": True,
    }
    tx.run(update(entry_table).where(entry_table.c.id == entry_id).values(**told))
    _pair(tx, entry_id, made.near)
    return True


def _pair(tx: Transaction, entry_id: str, found: Collection[str]) -> None:
    """Pairs stand in both directions; an entry bears the mark while a pair of it is there."""
    mine = near_pairs.c.entry == entry_id
    before = {row.other for row in tx.rows(select(near_pairs.c.other).where(mine))}
    for other in sorted(set(found) - before):
        tx.run(
            insert(near_pairs).values(
                [{"entry": entry_id, "other": other}, {"entry": other, "other": entry_id}]
            )
        )
    for other in sorted(before - set(found)):
        either = (near_pairs.c.entry == entry_id) & (near_pairs.c.other == other)
        or_else = (near_pairs.c.entry == other) & (near_pairs.c.other == entry_id)
        tx.run(delete(near_pairs).where(either | or_else))
    if touched := before ^ set(found):
        has_pair = exists().where(near_pairs.c.entry == entry_table.c.id)
        tx.run(update(entry_table).where(entry_table.c.id.in_(touched)).values(is_near=has_pair))


def _texts(tx: Transaction, entry: Entry) -> Iterator[str]:
    """The number, names of units and of completers, every text; of who has erased themselves the name of the achievement alone,
    since texts hold names."""
    yield entry.row.number or ""
    has_owner = _is_known(tx, entry.row.owner)
    for field in entry.track.fields:
        value = entry.answers.get(field.key)
        if fieldtypes.is_blank(value):
            continue
        if field.type in TEXTS and (has_owner or field.key == entry.track.name):
            yield str(value)
        elif field.type == "unit":
            yield entry.known.units.get((value or {}).get("id", ""), "") or str((value or {}).get("name", ""))
        elif field.type == "people" and has_owner:
            yield from (person["name"] for person in value or ())


def _is_known(tx: Transaction, person: str) -> bool:
    """Erasing ends every identity and password."""
    found = (
        tx.one(select(table.c.person).where(table.c.person == person).limit(1))
        for table in (identities, passwords)
    )
    return any(row is not None for row in found)


def seal(entry: Entry) -> str | None:
    """One of SEALS for the sheets of an entry, the worst first; None where the track asks for none."""
    field = entry.track.paper_field
    if field is None:
        return None
    sheets = [
        entry.files[row["attachment"]]
        for row in entry.answers.get(field.key) or ()
        if row["attachment"] in entry.files
    ]
    if not sheets:
        return "missing"
    letters = [
        (entry.known.letters or {}).get(code)
        for sheet in sheets
        for code in fieldtypes.codes(sheet.facts or {})
    ]
    known = [letter for letter in letters if letter is not None]
    if any(not letter.is_own for letter in known):
        return "foreign"
    valid = {letter.kind for letter in known if not letter.is_void}
    if any(letter.is_void and letter.kind not in valid for letter in known):
        return "stale"
    return "valid" if {paper.key for paper in entry.track.papers} <= valid else "eye"


def forget(tx: Transaction, owned: Collection[str], *, gone: Collection[str]) -> None:
    """Entries of who erases themselves are found no more from this moment; what stays is shelved anew, without names."""
    for entry in owned:
        passages.drop(tx, entry)
    pairs = near_pairs.c.entry.in_(gone) | near_pairs.c.other.in_(gone)
    tx.run(delete(near_pairs).where(pairs))
    tx.run(update(entry_table).where(entry_table.c.id.in_(owned)).values(passage=None, is_shelved=False))


def again(tx: Transaction, entry: str) -> None:
    """Something that it looks at has changed and the entry itself has not."""
    tx.run(update(entry_table).where(entry_table.c.id == entry).values(is_shelved=False))


# By command -------------------------------------------------------------------------------------------------------
def forget_all(house: House) -> None:
    """Everything is to be made anew."""
    with house.db.write() as tx:
        tx.run(update(entry_table).where(entry_table.c.state != "draft").values(is_shelved=False))


def work_off(house: House) -> int:
    """All that is due, in this process. Gives how many."""
    done = 0
    past: Sequence[tuple[str, str]] = ()
    while True:
        with house.db.read() as tx:
            waiting = due(tx)
        if not waiting or waiting == past:
            return done
        done += sum(shelve(house, entry) == "shelved" for entry, _ in waiting)
        past = waiting
