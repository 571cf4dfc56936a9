"""Calls to WeChat's servers, over wechatpy: one token for all processes, time limits, one retry after a token
error, error classes, and no secret in any log or exception (docs: developers.weixin.qq.com/doc/offiaccount)."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import requests
import structlog
from redis import Redis
from redis.exceptions import RedisError
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from wechatpy.client import WeChatClient
from wechatpy.exceptions import WeChatClientException

from core.adapters import queue
from core.settings import Settings

TIMEOUT = (3.05, 8.0)  # seconds to connect, to read
_LOCK_SECONDS = 15

RETRY, TOKEN, SLOW, USER, MESSAGE, WINDOW, ALERT, LOGIN = (
    "retry", "token", "slow", "user", "message", "window", "alert", "login",
)  # fmt: skip
_CLASSES: dict[str, tuple[int, ...]] = {
    RETRY: (-1,),
    TOKEN: (40001, 40014, 42001),
    SLOW: (45011, 45009, 45033),
    USER: (40003, 43004, 43019, 43101, 48002, 50005, 46004),
    MESSAGE: (40037, 41030, 47001, 47003, 40007, 45002, 45168, 87014, 40033),
    WINDOW: (45015, 45047),
    ALERT: (40013, 40125, 40164, 41001, 41002, 41004, 48001, 48004, 50002, 43107, 45103, 61007),
    LOGIN: (40029, 40163, 41008, 42003, 40226),
}
_log = structlog.get_logger()
Result = TypeVar("Result")


class PlatformError(Exception):
    """A call that did not succeed. `kind` is the class of the error; `unseen`: the answer was lost, the call may
    have had its effect. Never holds a URL, a token or a secret."""

    def __init__(self, kind: str, errcode: int | None = None, *, unseen: bool = False) -> None:
        super().__init__(f"{kind}:{errcode}")
        self.kind = kind
        self.errcode = errcode
        self.unseen = unseen


def classify(errcode: int) -> str:
    """The class of an error code; one we do not know calls for a person."""
    return next((kind for kind, codes in _CLASSES.items() if errcode in codes), ALERT)


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
            answer = _answered(lambda: requests.post(url, json=body, timeout=TIMEOUT), wanted=wanted)
        except PlatformError as fault:  # here 40001 means a wrong secret: a person must look
            raise PlatformError(ALERT if fault.kind == TOKEN else fault.kind, fault.errcode) from None
        return str(answer["access_token"]), int(answer["expires_in"])


def _answered(call: Callable[[], requests.Response], *, wanted: tuple[str, ...]) -> dict[str, Any]:
    """The JSON object of a raw call that has no effect when its answer is lost. Raises PlatformError."""
    answer: Any = None
    try:
        response = call()
        response.raise_for_status()
        answer = response.json()
    except (requests.RequestException, ValueError):
        pass  # raised below: an exception raised here would hold this one, and with it the URL
    if not isinstance(answer, dict):
        raise PlatformError(RETRY)
    _refuse(answer.get("errcode"))
    if any(not answer.get(name) for name in wanted):
        raise PlatformError(RETRY)
    return answer


def _refuse(errcode: Any) -> None:
    """Raises PlatformError unless the code says that all is well."""
    if errcode in (None, 0, "0"):
        return
    code = int(errcode) if str(errcode).lstrip("-").isdecimal() else -1
    raise PlatformError(classify(code), code)


def _never_left(fault: requests.RequestException) -> bool:
    """Whether no connection was made: nothing can have had an effect."""
    reason = getattr(fault.args[0] if fault.args else None, "reason", None)
    return isinstance(reason, ConnectTimeoutError | NewConnectionError)


class Platform:
    """The official account's and the mini-program's side of WeChat."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.wechat_api_base.rstrip("/")
        self.oa_app_id, self.mini_app_id = settings.oa_app_id, settings.mini_app_id
        self._mini_secret = settings.mini_app_secret
        self._tokens = Tokens(self._base, settings.oa_app_id, settings.oa_app_secret, settings.redis_url)
        self._client: _Client | None = None
        self._secret = settings.oa_app_secret
        self._templates: dict[str, dict[str, Any]] = {}

    def call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One API call of the official account (`/cgi-bin/…`). Raises PlatformError."""
        return self._with_token(lambda: self._once(path, body))

    def _with_token(self, act: Callable[[], Result]) -> Result:
        """Does it again, once, with another token when the token was refused."""
        token = self._tokens.current()
        try:
            return act()
        except PlatformError as fault:
            if fault.kind != TOKEN:
                raise
        self._tokens.renew(replacing=token)
        try:
            return act()
        except PlatformError as fault:
            if fault.kind == TOKEN:  # still refused: a wrong secret, or another system is refreshing
                raise PlatformError(ALERT, fault.errcode) from None
            raise

    def _once(self, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        if self._client is None:
            self._client = _Client(self.oa_app_id, self._secret, self._tokens)  # after the fork
        answer: Any = None
        code, unseen = None, True
        try:
            url = f"{self._base}{path}"
            answer = self._client.get(url) if body is None else self._client.post(url, data=body)
        except WeChatClientException as fault:
            code = fault.errcode  # None: HTTP 4xx or 5xx
        except requests.RequestException as fault:
            unseen = not _never_left(fault)
        except (ValueError, TypeError):
            pass  # an errcode that is no number
        _refuse(code)
        if not isinstance(
            answer, dict
        ):  # wechatpy hands over what is no JSON: somebody else's page, or nothing
            raise PlatformError(RETRY, unseen=unseen)
        return answer

    def session_of(self, code: str) -> tuple[str, str | None]:
        """(openid, unionid) for a `wx.login` code. Raises PlatformError; kind `login` for a bad or used code."""
        params = {"appid": self.mini_app_id, "secret": self._mini_secret, "js_code": code}
        params["grant_type"] = "authorization_code"
        answer = _answered(
            lambda: requests.get(f"{self._base}/sns/jscode2session", params=params, timeout=TIMEOUT),
            wanted=("openid",),
        )
        return str(answer["openid"]), answer.get("unionid")

    def fetch_media(self, media_id: str, target: Path, *, most: int = 20_000_000) -> None:
        """Streams a picture that a person sent in chat to a file. Raises PlatformError."""
        self._with_token(lambda: self._fetch_once(media_id, target, most))

    def _fetch_once(self, media_id: str, target: Path, most: int) -> None:
        params = {"access_token": self._tokens.current(), "media_id": media_id}
        url = f"{self._base}/cgi-bin/media/get"
        told: Any = None
        try:
            with requests.get(url, params=params, timeout=TIMEOUT, stream=True) as answer:
                answer.raise_for_status()
                if "json" not in answer.headers.get("Content-Type", ""):
                    told = _written(answer, target, most)
                else:
                    told = answer.json()
        except (requests.RequestException, ValueError):
            pass
        if told is None:
            raise PlatformError(RETRY)
        if told is not True:
            _refuse(told.get("errcode") if isinstance(told, dict) else -1)
            raise PlatformError(MESSAGE)  # a video is told by an address; or larger than `most`

    def send_text(self, openid: str, text: str) -> None:
        self.call(
            "/cgi-bin/message/custom/send", {"touser": openid, "msgtype": "text", "text": {"content": text}}
        )

    def send_template(self, openid: str, title: str, keywords: dict[str, str], *, url: str, once: str) -> str:
        """A template message found by its title, its keywords by their Chinese labels. `once` makes a repeat within
        ten minutes harmless. Gives the platform's id."""
        template = self._template(title)
        fields = {
            template["keys"][label]: {"value": value}
            for label, value in keywords.items()
            if label in template["keys"]
        }
        body = {
            "touser": openid,
            "template_id": template["id"],
            "url": url,
            "data": fields,
            "client_msg_id": once,
        }
        return str(self.call("/cgi-bin/message/template/send", body).get("msgid", ""))

    def _template(self, title: str) -> dict[str, Any]:
        if title not in self._templates:
            for row in self.call("/cgi-bin/template/get_all_private_template").get("template_list", []):
                self._templates[row["title"]] = {"id": row["template_id"], "keys": _keys(row["content"])}
        if title not in self._templates:
            _log.error("wechat.template.absent", title=title)
            raise PlatformError(ALERT, 40037)
        return self._templates[title]


def _written(answer: requests.Response, target: Path, most: int) -> bool | dict[str, Any]:
    """True when all of it is in the file; {} when it is more than `most` bytes."""
    with target.open("wb") as handle:
        for chunk in answer.iter_content(65536):
            handle.write(chunk)
            if handle.tell() > most:
                return {}
    return True


def _keys(content: str) -> dict[str, str]:
    """`项目名称:{{thing1.DATA}}` to {"项目名称": "thing1"}."""
    found = {}
    for line in content.splitlines():
        label, _, rest = line.replace("：", ":").partition(":")
        if rest.strip().startswith("{{"):
            found[label.strip()] = rest.strip().removeprefix("{{").split(".", 1)[0]
    return found
