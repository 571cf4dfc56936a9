"""An officer asks a colleague to be an officer of the same unit: a code, as text, as a QR code, as a card that is sent on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.adapters.db import Transaction
from core.adapters.tables import grants
from core.domain.refusals import Refused
from core.services import accounts, audit_log, links, units


@dataclass(frozen=True, slots=True)
class Invitation:
    code: str
    unit: str  # its name


def invite(tx: Transaction, *, by: str, now: datetime) -> Invitation:
    """A code of one's own unit. Raises Refused: grant.missing, unit.officers.full (told before it is sent around)."""
    unit = next((row.unit for row in accounts.grants_of(tx, by) if row.role == "officer" and row.unit), None)
    if unit is None:
        raise Refused("grant.missing")
    live = (grants.c.role == "officer", grants.c.unit == unit, grants.c.ended_at.is_(None))
    if int(tx.value(select(func.count()).select_from(grants).where(*live))) >= accounts.OFFICERS_MOST:
        raise Refused("unit.officers.full", max=accounts.OFFICERS_MOST)
    audit_log.note(tx, "officer.invite", by=by, now=now, unit=unit)
    code = links.invite(tx, unit=unit, role="officer", campaign=None, by=by, now=now)
    return Invitation(code, units.names(tx, [unit]).get(unit, ""))
