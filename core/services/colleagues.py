"""An officer asks a colleague to be an officer of the same unit: a code, as text, as a QR code, as a card that is sent on."""

from dataclasses import dataclass
from datetime import datetime

from core.adapters.db import Transaction
from core.domain.refusals import Refused
from core.services import accounts, links, units


@dataclass(frozen=True, slots=True)
class Invitation:
    code: str
    unit: str  # its name


def invite(tx: Transaction, *, by: str, now: datetime) -> Invitation:
    """A code of one's own unit. Raises Refused: grant.missing, unit.officers.full."""
    unit = next((row.unit for row in accounts.grants_of(tx, by) if row.role == "officer" and row.unit), None)
    if unit is None:
        raise Refused("grant.missing")
    return Invitation(links.invite_officer(tx, unit, by=by, now=now), units.names(tx, [unit]).get(unit, ""))
