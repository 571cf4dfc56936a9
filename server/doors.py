"""What every door needs: the house, the time, who is asking."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, g, request, session
from itsdangerous import BadSignature, URLSafeTimedSerializer

from core.adapters.signing import Signing
from core.domain.refusals import Refused
from core.services import sessions
from core.services.house import House

TOKEN_SECONDS = 30 * 24 * 3600
F = TypeVar("F", bound=Callable[..., Any])


def house() -> House:
    return cast(House, current_app.extensions["house"])


def now() -> datetime:
    """House time, once a request: the arrival is what counts."""
    if "now" not in g:
        g.now = house().clock.now()
    return cast(datetime, g.now)


def _signer(salt: str) -> URLSafeTimedSerializer:
    return Signing(house().settings).serializer(salt)


def token_for(person: str) -> str:
    """A bearer token of the API; real time, 30 days, or until its person signs out everywhere."""
    return _signer("api").dumps([person, _epoch(person)])


def begin_session(person: str) -> None:
    """A new session of this browser: nothing of the one before it, so that none can be planted."""
    session.clear()
    session["person"], session["epoch"] = person, _epoch(person)


def _epoch(person: str) -> int:
    with house().db.read() as tx:
        return sessions.epoch(tx, person)


def asking() -> str:
    """The person of this request: bearer token, or the cookie of a page. Raises Refused('login.required')."""
    if "person" not in g:
        told, epoch = _from_header() or (session.get("person"), session.get("epoch", 0))
        if not told:
            raise Refused("login.required")
        with house().db.read() as tx:
            g.person = sessions.holder(tx, told, epoch)
        g.session = (told, epoch)  # what the addresses of files are made with
    return cast(str, g.person)


def known() -> str | None:
    """The person of this request where there is one whose session lives."""
    try:
        return asking()
    except Refused:
        return None


def _from_header() -> tuple[str, int] | None:
    """(person, epoch). A token of before there were epochs is of the first one."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        return None
    try:
        told = _signer("api").loads(token, max_age=TOKEN_SECONDS)
    except BadSignature:
        raise Refused("login.required") from None
    return (told, 0) if isinstance(told, str) else (told[0], told[1])


def signed_in(view: F) -> F:
    """A view for persons; the person is known before anything is read."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        asking()
        return view(*args, **kwargs)

    return cast(F, guarded)


def file_url(place: str, *, kind: str, name: str = "", about: str = "") -> str:
    """A signed address of a stored file that expires, and ends with the session it is made in; `about` is the attachment it
    shows. On a page that asks nobody who they are it belongs to no session."""
    return Signing(house().settings).file_url(
        place, kind=kind, name=name, about=about, session=g.get("session")
    )


def original_url(attachment: Any) -> str:
    """The address of an attachment's file; it says whether a check has found that it does nothing by itself."""
    is_inert = bool((attachment.facts or {}).get("inert"))
    kind = "inert" if is_inert else "original"
    return file_url(attachment.place, kind=kind, name=attachment.filename, about=attachment.id)


def read_file_url(signed: str) -> dict[str, Any]:
    """What an address says. Raises Refused('attachment.unknown') for a forged or expired one, and for one whose session has
    ended: one query, by key."""
    found = Signing(house().settings).read_file_url(signed)
    if found is None:
        raise Refused("attachment.unknown")
    if "s" in found:
        with house().db.read() as tx:
            if not sessions.lives(tx, *found["s"]):
                raise Refused("attachment.unknown")
    return found
