"""One account of the platform: its token, shared by all processes, and calls with it; time limits, one retry after a
token error, and no secret in any log or exception."""

import secrets
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

import requests
from redis import Redis
from redis.exceptions import RedisError
from wechatpy.client import WeChatClient
from wechatpy.exceptions import WeChatClientException

from core.adapters import queue
from core.adapters.wechat_faults import ALERT, RETRY, TOKEN, PlatformError, answered, never_left, refuse

TIMEOUT = (3.05, 8.0)  # seconds to connect, to read
_LOCK_SECONDS = 15
Result = TypeVar("Result")


class _Client(WeChatClient):  # type: ignore[misc]
    """wechatpy's client with the token taken from outside and no retry of its own (its retry has no bound)."""

    def __init__(self, app_id: str, secret: str, token: "Tokens") -> None:
        self._tokens = token
        super().__init__(app_id, secret, timeout=TIMEOUT, auto_retry=False)

    @property
    def access_token(self) -> str:
        return self._tokens.current()


class Tokens:
    """The stable access token of one account, shared in Redis and fetched by one process at a time."""

    def __init__(self, base: str, app_id: str, secret: str, redis_url: str) -> None:
        self._base, self._app_id, self._secret = base, app_id, secret
        self._redis: Redis = queue.connect(redis_url)
        self._key, self._lock = f"wechat:{app_id}:token", f"wechat:{app_id}:lock"

    def current(self) -> str:
        """A token that should be valid. Raises PlatformError when it cannot be had."""
        try:
            return self._kept() or self._renewed(replacing=None)
        except RedisError:
            raise PlatformError(RETRY) from None

    def renew(self, replacing: str | None) -> str:
        """Another token than `replacing`, unless another process has it already."""
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
                token, seconds = self._fetch(force=True)
            self._redis.set(self._key, token, ex=max(60, seconds - 120))
            return token
        finally:
            if self._redis.get(self._lock) == mark.encode():
                self._redis.delete(self._lock)

    def _fetch(self, *, force: bool) -> tuple[str, int]:
        body = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        if force:
            body["force_refresh"] = cast(Any, True)
        url = f"{self._base}/cgi-bin/stable_token"
        wanted = ("access_token", "expires_in")
        try:
            answer = answered(lambda: requests.post(url, json=body, timeout=TIMEOUT), wanted=wanted)
        except PlatformError as fault:  # here 40001 means a wrong secret: a person must look
            raise PlatformError(ALERT if fault.kind == TOKEN else fault.kind, fault.errcode) from None
        return str(answer["access_token"]), int(answer["expires_in"])


class Account:
    """Calls with the token of one account; `base` is the platform's address."""

    def __init__(self, base: str, app_id: str, secret: str, redis_url: str) -> None:
        self.base, self.app_id, self._secret = base, app_id, secret
        self.tokens = Tokens(base, app_id, secret, redis_url)
        self._client: _Client | None = None

    def call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One API call (`/cgi-bin/…`, `/wxa/…`). Raises PlatformError."""
        return self.with_token(lambda: self._once(path, body))

    def with_token(self, act: Callable[[], Result]) -> Result:
        """Does it again, once, with another token when the token was refused."""
        token = self.tokens.current()
        try:
            return act()
        except PlatformError as fault:
            if fault.kind != TOKEN:
                raise
        self.tokens.renew(replacing=token)
        try:
            return act()
        except PlatformError as fault:
            if fault.kind == TOKEN:  # still refused: a wrong secret, or another system is refreshing
                raise PlatformError(ALERT, fault.errcode) from None
            raise

    def _once(self, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        if self._client is None:
            self._client = _Client(self.app_id, self._secret, self.tokens)  # after the fork
        answer: Any = None
        code, unseen = None, True
        try:
            url = f"{self.base}{path}"
            answer = self._client.get(url) if body is None else self._client.post(url, data=body)
        except WeChatClientException as fault:
            code = fault.errcode  # None: HTTP 4xx or 5xx
        except requests.RequestException as fault:
            unseen = not never_left(fault)
        except (ValueError, TypeError):
            pass  # an errcode that is no number
        refuse(code)
        if not isinstance(
            answer, dict
        ):  # wechatpy hands over what is no JSON: somebody else's page, or nothing
            raise PlatformError(RETRY, unseen=unseen)
        return answer
