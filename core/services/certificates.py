"""Certificates: numbered without gaps, printed from what stood in the entry, verified and revoked in the open."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import insert, select, update

from core.adapters import ids, pdf_signing
from core.adapters import papers as printing
from core.adapters.db import Transaction
from core.adapters.tables import certificates
from core.domain import clockwork, phrases
from core.domain.refusals import Refused
from core.services import acts, audit_log, entries
from core.services.entries import Entry
from core.services.house import House
from core.settings import Unfit

_log = structlog.get_logger()


def issue(tx: Transaction, entry: Entry, *, now: datetime) -> str:
    """The public code of the entry's certificate; issued once, its content kept as it was then (notice N8)."""
    known = tx.value(select(certificates.c.code).where(certificates.c.entry == entry.id))
    if known:
        return str(known)
    serial = acts.count_up(tx, f"certificate:{entry.row.campaign}")
    code, number = ids.code(), f"{entry.campaign.number_prefix}-Z{serial:06d}"
    people = entry.answers.get(entries.people_field(entry.track) or "") or []
    unit = entries.unit_field(entry.track)
    content = {
        "title": "荣誉证书",
        "work": entry.row.title,
        "category": entry.cell("category") if "category" in entry.track.by_key else entry.track.title,
        "completers": [person["name"] for person in people],
        "unit": entry.cell(unit) if unit else "",
        "issuer": entry.campaign.issuer,
        "campaign": entry.campaign.title,
        "track": entry.track.title,
        "date": clockwork.date_text(now),
        "entry_number": entry.row.number,
    }
    row = {
        "entry": entry.id,
        "number": number,
        "code": code,
        "revision": entry.row.revision,
        "content": content,
    }
    tx.run(insert(certificates).values(id=ids.new(), issued_at=now, **row))
    audit_log.note(tx, "certificate.issue", by=None, now=now, entry=entry.id)
    return code


def revoke(tx: Transaction, entry_id: str, reason: str, *, now: datetime) -> None:
    here = (certificates.c.entry == entry_id, certificates.c.revoked_at.is_(None))
    tx.run(update(certificates).where(*here).values(revoked_at=now, reason=reason))


def of(tx: Transaction, entry_id: str) -> Any:
    return tx.one(select(certificates).where(certificates.c.entry == entry_id))


def verify(tx: Transaction, code: str) -> Any:
    """The row of a certificate, revoked or not. Raises Refused('certificate.unknown')."""
    row = tx.one(select(certificates).where(certificates.c.code == ids.read_code(code)))
    if row is None:
        raise Refused("certificate.unknown")
    return row


def pdf(house: House, code: str) -> bytes:
    """The certificate as A4 PDF, signed where the house has a key. Signed once and kept, so that everybody gets the same
    bytes. A revoked one is not printed again. Raises Refused('certificate.signing') while the key that was given cannot be
    used: what went out unsigned would look like a forgery."""
    said = content(house, code)
    place = f"certificates/{said['code']}.pdf"
    if house.files.size(place):
        return house.files.path(place).read_bytes()
    plain = printing.certificate(said)
    reason = phrases.say("certificate.signed", issuer=said["issuer"], number=said["number"])
    try:
        signed = pdf_signing.sign(plain, house.settings, reason=reason)
    except Unfit as fault:
        _log.error("certificate.signing", why=str(fault))
        raise Refused("certificate.signing") from None
    if signed is None:
        return plain
    house.files.put(place, signed)
    return signed


def picture(house: House, code: str) -> bytes:
    """The certificate as PNG, for a phone's album."""
    return printing.certificate(content(house, code), form="png")


def content(house: House, code: str) -> dict[str, Any]:
    """What is printed on it. Raises Refused('certificate.unknown'), also for a revoked one."""
    with house.db.read() as tx:
        row = verify(tx, code)
    if row.revoked_at is not None:
        raise Refused("certificate.unknown")
    keys = ("title", "campaign", "work", "category", "completers", "unit", "issuer", "date")
    url = f"{house.settings.origin}/verify/{row.code}"
    said = {key: row.content[key] for key in keys}
    return {**said, "number": row.number, "code": row.code, "qr": url}
