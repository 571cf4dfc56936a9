"""Signing in with a password, and out."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for

from core.adapters.db import Busy
from core.domain import phrases
from core.domain.refusals import Refused
from core.services import holding, logins
from server import doors, problems

MOST = 200  # characters of a login or password that are looked at

_WAIT = 1.0  # seconds


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/sign-in", "sign_in", _form)
    bp.add_url_rule("/sign-in", "take_sign_in", _take, methods=["POST"])
    bp.add_url_rule("/sign-out", "sign_out", _leave, methods=["POST"])


def _form() -> Any:
    if doors.known() and not request.args.get("next"):
        return redirect(url_for("console.home"))
    return _shown("", "", request.args.get("next", ""))


def _shown(login: str, said: str, to: str, status: int = 200) -> Any:
    return render_template("console/sign_in.html", login=login, said=said, to=_own(to)), status


def _take() -> Any:
    login, password = request.form.get("login", "").strip()[:MOST], request.form.get("password", "")[:MOST]
    to = request.form.get("next", "")
    try:
        person = logins.sign_in(doors.house().db, login, password)
    except Refused as refused:
        return _shown(login, refused.sentence, to, problems.status_of(refused.code))
    if person is None:
        return _shown(login, phrases.say("login.password.wrong"), to, 401)
    doors.begin_session(person)
    return redirect(_own(to) or url_for("console.home"), 303)


def _leave() -> Any:
    if person := doors.known():
        with suppress(Busy), doors.house().db.write(wait=_WAIT) as tx:  # nothing keeps anybody from leaving
            holding.release_all(tx, by=person)
    session.clear()
    return redirect(url_for("console.sign_in"), 303)


def _own(to: str) -> str:
    """Only a page of the console is gone to after signing in, never a foreign address."""
    is_own = to.startswith("/console/") and "\\" not in to and not any(ord(letter) < 32 for letter in to)
    return to if is_own and not to.startswith("/console/sign-") else ""
