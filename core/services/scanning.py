"""Signing in at a computer by scanning its code with WeChat: scanned, confirmed in chat, taken by the browser that
showed it. A code that somebody else made does nothing before its scanner says so."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from core.adapters import wechat, wechat_codes
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import codes
from core.domain.refusals import Refused
from core.services import accounts
from core.services.house import House

MINUTES = 5
KIND = "signin"
SCENE = "s"  # `s.CODE` is the scene of such a QR code


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser keeps (`code`, `secret`) and what its screen shows (`address`, the text of a QR code)."""

    code: str
    secret: str
    address: str


def begin(house: House, *, door: str) -> Shown:
    """A code for a browser to show; `door` says what opens (upload, console). Raises Refused('platform.unavailable')."""
    secret = secrets.token_urlsafe(24)
    with house.db.write() as tx:
        about = {"door": door, "mark": _mark(secret)}
        code = accounts.give_code(tx, KIND, person=None, about=about, minutes=MINUTES)
    try:
        address = wechat_codes.scene_code(house.platform, f"{SCENE}.{code}", seconds=MINUTES * 60)
    except wechat.PlatformError:
        raise Refused("platform.unavailable") from None
    return Shown(code, secret, address)


def scanned(tx: Transaction, code: str, *, by: str) -> str:
    """A person scanned: who it is stands there, and nothing opens yet. Gives the door. Raises Refused('signin.unknown')."""
    row = _live(tx, code)
    if row is None or row.person not in (None, by):
        raise Refused("signin.unknown")
    tx.run(update(codes).where(codes.c.hash == row.hash).values(person=by))
    return str(row.about["door"])


def confirm(tx: Transaction, *, by: str) -> str:
    """The person says that it was they: the newest code they scanned opens. Gives the door. Raises Refused."""
    waiting = (
        codes.c.kind == KIND,
        codes.c.person == by,
        codes.c.used_at.is_(None),
        codes.c.expires_at >= real(),
    )
    row = tx.one(select(codes).where(*waiting).order_by(codes.c.expires_at.desc()))
    if row is None:
        raise Refused("signin.unknown")
    tx.run(update(codes).where(codes.c.hash == row.hash).values(used_at=real(), used_by=by))
    return str(row.about["door"])


def take(tx: Transaction, code: str, secret: str) -> tuple[str, str | None]:
    """What the browser that shows the code may know: (waiting | scanned | in, the person once it is in). It is in once.
    Raises Refused('signin.unknown') for a foreign or expired code."""
    row = tx.one(select(codes).where(codes.c.hash == accounts.hashed(KIND, code)))
    if row is None or row.expires_at < real() or not secrets.compare_digest(row.about["mark"], _mark(secret)):
        raise Refused("signin.unknown")
    if row.used_at is None:
        return ("scanned" if row.person else "waiting"), None
    tx.run(codes.delete().where(codes.c.hash == row.hash))
    return "in", accounts.resolve(tx, row.used_by)


def _live(tx: Transaction, code: str) -> Any:
    live = (
        codes.c.hash == accounts.hashed(KIND, code),
        codes.c.used_at.is_(None),
        codes.c.expires_at >= real(),
    )
    return tx.one(select(codes).where(*live))


def _mark(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
