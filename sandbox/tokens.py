"""Access tokens and one-time codes. Real time: they guard doors and have nothing to do with the campaign's days."""

import base64
import secrets
from typing import Any

from sandbox.parts import Parts
from sandbox.refusal import Refusal

LIFE = 7200.0
OVERLAP = 300.0  # an old token goes on living so long when a new one replaces it
CODE_LIFE = 300.0
FORCED_A_DAY, FORCED_APART = 20, 30.0


def check(parts: Parts, token: str | None, apps: tuple[str, ...]) -> str:
    """Which app a token belongs to. Raises Refusal 41001, 40001, 42001, or 48001 for the other app's token."""
    if not token:
        raise Refusal(41001)
    row = parts.store.row("SELECT * FROM tokens WHERE token = ?", token)
    if row is None:
        raise Refusal(40001)
    if row["ends_real"] <= parts.clock.real():
        raise Refusal(42001)
    if row["app"] not in apps:
        raise Refusal(48001)
    return str(row["app"])


def token(parts: Parts, call: Any) -> dict[str, Any]:
    """GET /cgi-bin/token: a new token at each call; the one before lives five minutes more."""
    app = _app(parts, call.args)
    now = parts.clock.real()
    with parts.store.transaction():
        parts.store.run(
            "UPDATE tokens SET ends_real = min(ends_real, ?) WHERE app = ? AND kind = 'plain'",
            now + OVERLAP,
            app,
        )
        return _issue(parts, app, "plain", now)


def stable_token(parts: Parts, call: Any) -> dict[str, Any]:
    """POST /cgi-bin/stable_token: the same token on repeat, renewed five minutes before its end."""
    app = _app(parts, call.body)
    now = parts.clock.real()
    with parts.store.transaction():
        if call.body.get("force_refresh") is True:
            _count_forced(parts, app, now)
            parts.store.run("DELETE FROM tokens WHERE app = ? AND kind = 'stable'", app)
            return _issue(parts, app, "stable", now)
        current = parts.store.row(
            "SELECT * FROM tokens WHERE app = ? AND kind = 'stable' ORDER BY ends_real DESC LIMIT 1", app
        )
        if current and current["ends_real"] - now > OVERLAP:
            return {"access_token": current["token"], "expires_in": int(current["ends_real"] - now)}
        return _issue(parts, app, "stable", now)


def make_code(parts: Parts, kind: str, openid: str) -> str:
    """A code of wx.login (kind `login`) or of the phone button (`phone`) for a mini-program openid."""
    code = "0" + secrets.token_hex(16)[:31]
    parts.store.run("INSERT INTO codes VALUES (?, ?, ?, ?, NULL)", code, kind, openid, parts.clock.real())
    return code


def use_code(parts: Parts, kind: str, code: Any) -> str:
    """The mini openid behind a code, once and within five minutes. Raises Refusal 40029 or 40163."""
    now = parts.clock.real()
    with parts.store.transaction():
        row = parts.store.row("SELECT * FROM codes WHERE code = ? AND kind = ?", str(code), kind)
        if row is None or now - row["made_real"] > CODE_LIFE:
            raise Refusal(40029)
        if row["used_real"] is not None:
            raise Refusal(40163)
        parts.store.run("UPDATE codes SET used_real = ? WHERE code = ?", now, row["code"])
    return str(row["openid"])


def jscode2session(parts: Parts, call: Any) -> dict[str, Any]:
    """GET /sns/jscode2session: `{openid, session_key, unionid}`; takes no access_token."""
    if _app(parts, call.args, grant="authorization_code") != "mini":
        raise Refusal(40013)
    if not call.args.get("js_code"):
        raise Refusal(41008)
    openid = use_code(parts, "login", call.args["js_code"])
    parts.store.run("UPDATE people SET mini_used_real = ? WHERE mini_openid = ?", parts.clock.real(), openid)
    person = parts.store.row("SELECT unionid FROM people WHERE mini_openid = ?", openid) or {"unionid": ""}
    session_key = base64.b64encode(secrets.token_bytes(16)).decode()
    return {"openid": openid, "session_key": session_key, "unionid": person["unionid"]}


def _app(parts: Parts, told: Any, grant: str = "client_credential") -> str:
    """Which app asks. Raises Refusal 41002, 41004, 40002, 40013, 40001."""
    if not told.get("appid"):
        raise Refusal(41002)
    if not told.get("secret"):
        raise Refusal(41004)
    if told.get("grant_type") != grant:
        raise Refusal(40002)
    s = parts.settings
    known = {s.oa_app_id: ("oa", s.oa_app_secret), s.mini_app_id: ("mini", s.mini_app_secret)}
    if not isinstance(told["appid"], str) or told["appid"] not in known:
        raise Refusal(40013)
    app, secret = known[told["appid"]]
    if not secrets.compare_digest(str(told["secret"]).encode(), secret.encode()):
        raise Refusal(40001, "invalid credential, appsecret is invalid or not latest")
    return app


def _issue(parts: Parts, app: str, kind: str, now: float) -> dict[str, Any]:
    made = f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(96)}"
    parts.store.run("DELETE FROM tokens WHERE ends_real < ?", now - 86400)
    parts.store.run("INSERT INTO tokens VALUES (?, ?, ?, ?, ?)", made, app, kind, now, now + LIFE)
    return {"access_token": made, "expires_in": int(LIFE)}


def _count_forced(parts: Parts, app: str, now: float) -> None:
    """Twenty forced refreshes a day, thirty seconds apart. Raises Refusal 45011 or 45009."""
    name = f"forced {app}"
    day, count, last = (parts.store.mark(name) or "-1 0 0").split()
    today = int(now // 86400)
    used = int(count) if int(day) == today else 0
    if now - float(last) < FORCED_APART:
        raise Refusal(45011)
    if used >= FORCED_A_DAY:
        raise Refusal(45009)
    parts.store.set_mark(name, f"{today} {used + 1} {now!r}")
