"""A person's own data: what they agreed to, all of it in one file, and its end."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update

from core.adapters.db import Taken, Transaction
from core.adapters.tables import (
    accepts,
    answers,
    archives,
    attachments,
    chats,
    consents,
    deliveries,
    grants,
    handed,
    helpers,
    holds,
    identities,
    log,
    mails,
    messages,
    name_holds,
    national,
    papers,
    passwords,
    permits,
    persons,
    picture_marks,
    receipts,
    reviews,
    scores,
    snapshots,
    subscriptions,
    taps,
    ticks,
    time_marks,
    told_apart,
    uploads,
    verdicts,
    views,
    waivers,
)
from core.adapters.tables import entries as entry_table
from core.domain.declaration import Campaign, Consent
from core.domain.refusals import Refused
from core.services import (
    accounts,
    applying,
    audit_log,
    confided,
    entries,
    inquiring,
    leaving,
    listing,
    packages,
    seats,
    shelving,
)
from core.services.house import House

LIVE = ("submitted", "confirmed", "returned", "accepted", "shortlisted")  # somebody is working on it
_OWN = ("draft", "withdrawn")  # nobody but the person has anything in it
_OF_ENTRIES = (
    answers,
    helpers,
    papers,
    reviews,
    archives,
    name_holds,
    uploads,
    time_marks,
    attachments,
    mails,
    handed,
    national,
    receipts,
    ticks,
    scores,
    snapshots,
    verdicts,
    waivers,
    holds,
)


def wanted(tx: Transaction, campaign: Campaign, person: str) -> Consent | None:
    """What the person has still to agree to, or None."""
    asked = campaign.consent
    if asked is None:
        return None
    here = (
        consents.c.person == person,
        consents.c.campaign == campaign.key,
        consents.c.version == asked.version,
    )
    return None if tx.one(select(consents.c.at).where(*here)) else asked


def agree(tx: Transaction, campaign: Campaign, version: int, *, by: str, now: datetime) -> None:
    """The person agrees to this very version; again changes nothing. Raises Refused('consent.stale') for another one."""
    if campaign.consent is None or campaign.consent.version != version:
        raise Refused("consent.stale")
    try:
        with tx.attempt():
            tx.run(insert(consents).values(person=by, campaign=campaign.key, version=version, at=now))
    except Taken:
        return
    audit_log.note(tx, "consent.give", by=by, now=now, campaign=campaign.key, version=version)


def export(house: House, tx: Transaction, person: str) -> dict[str, Any]:
    """All that is kept of a person, JSON-able: who they are here, their entries with every answer and file, what was sent
    to them, what they did."""
    known = tx.rows(select(identities).where(identities.c.person == person))
    owned = tx.rows(select(entry_table.c.id).where(entry_table.c.owner == person).order_by(entry_table.c.id))
    mine = [entries.load(house, tx, row.id) for row in owned]
    sent = tx.rows(select(messages).where(messages.c.person == person).order_by(messages.c.id))
    done = tx.rows(select(log).where(log.c.by == person).order_by(log.c.sequence))
    agreed = tx.rows(select(consents).where(consents.c.person == person))
    return {
        "name": listing.called(tx, {person}).get(person, ""),
        "identities": [{"kind": row.kind, "since": row.created_at.isoformat()} for row in known],
        "consents": [{"campaign": r.campaign, "version": r.version, "at": r.at.isoformat()} for r in agreed],
        "entries": [_exported(entry) for entry in mine],
        "messages": [
            {"at": row.at.isoformat(), "text": confided.opened(house, row).get("text", "")} for row in sent
        ],
        "questions": inquiring.of(house, tx, person),
        "applications": applying.of(house, tx, person),
        "acts": [{"at": row.at.isoformat(), "act": row.act, "entry": row.entry} for row in done],
    }


def _exported(entry: entries.Entry) -> dict[str, Any]:
    kept = ("filename", "size", "sha256")
    return {
        "id": entry.id,
        "number": entry.row.number,
        "state": entry.state_text,
        "answers": {entry.track.by_key[key].label: value for key, value in entry.answers.items()},
        "files": [{name: getattr(row, name) for name in kept} for row in entry.files.values()],
    }


def erase(house: House, tx: Transaction, person: str, *, now: datetime) -> None:
    """Ends a person here: drafts and withdrawn entries go with their files, identities, messages and name go; what was
    decided stays as the union's record, without the telephone. Raises Refused('person.erase.live') while entries are
    being worked on."""
    for row in accounts.grants_of(tx, person):
        if row.role == "officer":
            leaving.leave(house, tx, row.unit, by=person, now=now)
    owned = entry_table.c.owner == person
    of_units = seats.courses_of(house, tx, person)  # the unit's, which goes on with them
    theirs = and_(owned, entry_table.c.id.not_in(of_units))
    live = tx.rows(
        select(entry_table.c.title, entry_table.c.number).where(theirs, entry_table.c.state.in_(LIVE))
    )
    if live:
        named = "、".join(f"《{row.title or row.number}》" for row in live)
        raise Refused("person.erase.live", count=len(live), names=named)
    own = [row.id for row in tx.rows(select(entry_table.c.id).where(theirs, entry_table.c.state.in_(_OWN)))]
    every = [row.id for row in tx.rows(select(entry_table.c.id).where(owned))]
    packages.forget(house, tx, every)
    _forget_files(house, tx, own)
    _forget_likeness(tx, own)
    for table in _OF_ENTRIES:
        tx.run(delete(table).where(table.c.entry.in_(own)))
    tx.run(delete(permits).where(permits.c.entry.in_(own)))
    shelving.forget(tx, every, gone=own)
    tx.run(delete(entry_table).where(entry_table.c.id.in_(own)))
    tx.run(delete(snapshots).where(snapshots.c.entry.in_(every)))  # what a return compared with is no record
    for row in tx.rows(select(entry_table.c.id).where(owned)):
        _hush(house, tx, row.id)
    inquiring.forget(tx, person)
    applying.forget(house, tx, person)
    _forget_person(tx, person, now=now)
    audit_log.note(tx, "person.erase", by=person, now=now, entries=len(own))


def _forget_files(house: House, tx: Transaction, own: list[str]) -> None:
    """The bytes go once the rows are gone."""
    stored = tx.rows(select(attachments).where(attachments.c.entry.in_(own)))
    parts = tx.rows(select(uploads.c.id).where(uploads.c.entry.in_(own), uploads.c.attachment.is_(None)))
    packed = tx.rows(select(archives.c.place).where(archives.c.entry.in_(own)))
    letters = tx.rows(select(receipts.c.place).where(receipts.c.entry.in_(own)))
    places = [place for row in stored for place in (row.place, row.preview, row.thumb) if place]
    elsewhere = _also_elsewhere(tx, own, places)  # a course made from an innovation shares its bytes
    places = [place for place in places if place not in elsewhere]
    places += [f"parts/{row.id}" for row in parts] + [row.place for row in (*packed, *letters) if row.place]

    def remove() -> None:
        for place in places:
            house.files.remove(place)

    tx.after_commit.append(remove)


def _forget_likeness(tx: Transaction, own: list[str]) -> None:
    """By what their pictures were found alike, and from which entries they were told apart."""
    pictures = select(attachments.c.id).where(attachments.c.entry.in_(own))
    tx.run(delete(picture_marks).where(picture_marks.c.attachment.in_(pictures)))
    tx.run(delete(told_apart).where(or_(told_apart.c.first.in_(own), told_apart.c.second.in_(own))))


def _also_elsewhere(tx: Transaction, own: list[str], places: list[str]) -> set[str]:
    columns = (attachments.c.place, attachments.c.preview, attachments.c.thumb)
    shared = or_(*(column.in_(places) for column in columns))
    rows = tx.rows(select(*columns).where(shared, attachments.c.entry.not_in(own)))
    return {place for row in rows for place in row if place}


def _hush(house: House, tx: Transaction, entry_id: str) -> None:
    """The telephone goes out of what stays."""
    entry = entries.load(house, tx, entry_id)
    secret = [field.key for field in entry.track.fields if field.type == "phone"]
    tx.run(delete(answers).where(answers.c.entry == entry_id, answers.c.field.in_(secret)))


def _forget_person(tx: Transaction, person: str, *, now: datetime) -> None:
    sent = select(messages.c.id).where(messages.c.person == person)
    tx.run(delete(deliveries).where(deliveries.c.message.in_(sent)))
    for table in (
        messages,
        chats,
        identities,
        passwords,
        helpers,
        consents,
        accepts,
        subscriptions,
        taps,
        holds,
        views,
    ):
        tx.run(delete(table).where(table.c.person == person))
    held = (grants.c.person == person, grants.c.ended_at.is_(None))
    tx.run(update(grants).where(*held).values(ended_at=now))
    tx.run(
        update(persons).where(or_(persons.c.id == person, persons.c.merged_into == person)).values(name="")
    )
