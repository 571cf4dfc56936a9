"""One account of the platform: its token, shared by all processes, and calls with it; time limits, one retry after a
token error, and no secret in any log or exception."""

import json
import secrets
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

import requests
import urllib3
from redis import Redis
from redis.exceptions import RedisError

from core.adapters import queue
from core.adapters.wechat_faults import (
    ALERT,
    RETRY,
    TOKEN,
    PlatformError,
    answered,
    is_code,
    is_refusal,
    never_left,
    refuse,
)

TIMEOUT = (3.05, 8.0)  # seconds to connect, to read
CONNECTIONS = 64  # kept open by one process; more are opened and closed again
_HELD = 1.0  # seconds a process trusts the token it read
_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
_MOST = 4_000_000  # bytes of an answer that we still call one
_LOCK_SECONDS = 15
_FORCED = 600  # seconds without another forced refresh, of which the platform allows 20 a day
_UNANSWERED = 60
_REFUSED = 40001
Result = TypeVar("Result")


class Tokens:
    """The stable access token of one account, shared in Redis and fetched by one process at a time."""

    def __init__(self, base: str, app_id: str, secret: str, redis_url: str) -> None:
        self._base, self._app_id, self._secret = base, app_id, secret
        self._redis: Redis = queue.connect(redis_url)
        self._key, self._lock = f"wechat:{app_id}:token", f"wechat:{app_id}:lock"
        self._forced_at = f"wechat:{app_id}:forced"
        self._held: tuple[str, float] = ("", 0.0)

    def current(self) -> str:
        """A token that should be valid. Raises PlatformError when it cannot be had."""
        held, until = self._held
        if time.monotonic() < until:
            return held
        try:
            token = self._kept() or self._renewed(replacing=None)
        except RedisError:
            raise PlatformError(RETRY) from None
        self._held = (token, time.monotonic() + _HELD)
        return token

    def renew(self, replacing: str | None) -> str:
        """Another token than `replacing`, unless another process has it already."""
        self._held = ("", 0.0)
        try:
            kept = self._kept()
            return kept if kept and kept != replacing else self._renewed(replacing=replacing)
        except RedisError:
            raise PlatformError(RETRY) from None

    def _kept(self) -> str | None:
        kept = cast(bytes | None, self._redis.get(self._key))
        return kept.decode() if kept else None

    def _renewed(self, *, replacing: str | None) -> str:
        mark = secrets.token_hex(8)
        deadline = time.monotonic() + _LOCK_SECONDS
        while not self._redis.set(self._lock, mark, nx=True, ex=_LOCK_SECONDS):
            kept = self._kept()
            if kept and kept != replacing:
                return kept
            if time.monotonic() > deadline:
                raise PlatformError(RETRY)
            time.sleep(0.05)
        try:
            kept = self._kept()  # the one before us may have fetched it while we waited for the lock
            if kept and kept != replacing:
                return kept
            token, seconds = self._fetch(force=False)
            if token == replacing:  # the platform still gives the one it refuses
                token, seconds = self._forced()
            self._redis.set(self._key, token, ex=max(60, seconds - 120))
            return token
        finally:
            if self._redis.get(self._lock) == mark.encode():
                self._redis.delete(self._lock)

    def _forced(self) -> tuple[str, int]:
        """A new token in the place of one that is refused; all processes together ask for it once in ten minutes."""
        if not self._redis.set(self._forced_at, "1", nx=True, ex=_FORCED):
            raise PlatformError(ALERT, _REFUSED, is_of_credential=True)
        try:
            return self._fetch(force=True)
        except PlatformError as fault:
            if fault.kind == RETRY:
                self._redis.expire(self._forced_at, _UNANSWERED)
            raise

    def _fetch(self, *, force: bool) -> tuple[str, int]:
        body = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        if force:
            body["force_refresh"] = cast(Any, True)
        url = f"{self._base}/cgi-bin/stable_token"
        wanted = ("access_token", "expires_in")
        try:
            answer = answered(lambda: requests.post(url, json=body, timeout=TIMEOUT), wanted=wanted)
        except (
            PlatformError
        ) as fault:  # here 40001 means a wrong secret, 45009 no quota of messages: a person must look
            if fault.kind == RETRY:
                raise PlatformError(RETRY, fault.errcode) from None
            raise PlatformError(ALERT, fault.errcode, is_of_credential=True) from None
        return str(answer["access_token"]), int(answer["expires_in"])


class Account:
    """Calls with the token of one account; `base` is the platform's address."""

    def __init__(self, base: str, app_id: str, secret: str, redis_url: str) -> None:
        self.base, self.app_id, self._secret = base, app_id, secret
        self.tokens = Tokens(base, app_id, secret, redis_url)
        self._client: urllib3.PoolManager | None = None

    def call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One API call (`/cgi-bin/…`, `/wxa/…`). Raises PlatformError."""
        return self.with_token(lambda token: self._once(path, body, token))

    def with_token(self, act: Callable[[str], Result]) -> Result:
        """Does it again, once, with another token when the token was refused. The act uses the token that it is given:
        with one read anew, which others may have replaced meanwhile, a fresh one would be thrown away."""
        token = self.tokens.current()
        try:
            return act(token)
        except PlatformError as fault:
            if fault.kind != TOKEN:
                raise
        token = self.tokens.renew(replacing=token)
        try:
            return act(token)
        except PlatformError as fault:
            if fault.kind == TOKEN:  # still refused: a wrong secret, or another system is refreshing
                raise PlatformError(ALERT, fault.errcode, is_of_credential=True) from None
            raise

    def _once(self, path: str, body: dict[str, Any] | None, token: str) -> dict[str, Any]:
        answer: Any = None
        unseen = True
        try:
            status, told = self._exchanged(f"{self.base}{path}", token, body)
            unseen = not is_refusal(status, told)
            answer = json.loads(told) if status == 200 else None
        except urllib3.exceptions.HTTPError as fault:
            unseen = not never_left(fault)
        except (ValueError, RecursionError):
            pass  # somebody else's page, or nothing
        if not isinstance(answer, dict) or not is_code(answer.get("errcode")):
            raise PlatformError(RETRY, unseen=unseen)
        refuse(answer.get("errcode"))
        return answer

    def _exchanged(self, url: str, token: str, body: dict[str, Any] | None) -> tuple[int, bytes]:
        """Status and body of an answer that was read to its end, (0, b"") of any other; all of it within the time
        limit, however slowly it drips."""
        if self._client is None:  # after the fork
            self._client = urllib3.PoolManager(maxsize=CONNECTIONS, retries=False)
        connect, read = TIMEOUT
        response = self._client.request(
            "GET" if body is None else "POST",
            f"{url}?access_token={token}",
            body=None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
            headers=_HEADERS,
            timeout=urllib3.Timeout(connect=connect, read=read),
            preload_content=False,
            redirect=False,
        )
        deadline, pieces, size = time.monotonic() + read, [], 0
        for piece in response.stream(65536):
            pieces.append(piece)
            size += len(piece)
            if size > _MOST or time.monotonic() > deadline:
                response.close()
                return 0, b""
        response.release_conn()
        return response.status, b"".join(pieces)
