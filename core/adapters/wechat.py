"""Calls to WeChat's servers as the house needs them (docs: developers.weixin.qq.com/doc/offiaccount)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
from redis.exceptions import RedisError

from core.adapters import pacing, wechat_account, wechat_templates
from core.adapters.wechat_account import Account
from core.adapters.wechat_faults import (
    ALERT,
    LOGIN,
    MESSAGE,
    RETRY,
    SLOW,
    TOKEN,
    USER,
    WINDOW,
    PlatformError,
    answered,
    classify,
    refuse,
)
from core.settings import Settings

__all__ = [
    "ALERT",
    "LOGIN",
    "MESSAGE",
    "RETRY",
    "SLOW",
    "TOKEN",
    "USER",
    "WINDOW",
    "Held",
    "Platform",
    "PlatformError",
    "classify",
]


class Held(Exception):  # noqa: N818 - not an error: it goes later
    """Sending is paused, and this call was not made."""


class Platform:
    """The official account's and the mini-program's side of WeChat."""

    def __init__(self, settings: Settings, *, is_held: Callable[[], bool] = lambda: False) -> None:
        """`is_held` is asked directly before each message leaves, after the wait for its slot."""
        self._is_held = is_held
        base, redis = settings.wechat_api_base.rstrip("/"), settings.redis_url
        self.oa_app_id, self.mini_app_id = settings.oa_app_id, settings.mini_app_id
        self._base, self._mini_secret = base, settings.mini_app_secret
        self.account = Account(base, settings.oa_app_id, settings.oa_app_secret, redis)
        self.mini = Account(base, settings.mini_app_id, settings.mini_app_secret, redis)
        self._pace = pacing.Pace(redis, rate=settings.sends_per_second)
        self.templates = wechat_templates.Templates(self.account, wechat_templates.OA)
        self.mini_templates = wechat_templates.Templates(self.mini, wechat_templates.MINI)

    def call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One API call of the official account (`/cgi-bin/…`). Raises PlatformError."""
        return self.account.call(path, body)

    def session_of(self, code: str) -> tuple[str, str | None]:
        """(openid, unionid) for a `wx.login` code. Raises PlatformError; kind `login` for a bad or used code."""
        params = {"appid": self.mini_app_id, "secret": self._mini_secret, "js_code": code}
        params["grant_type"] = "authorization_code"
        answer = answered(
            lambda: requests.get(
                f"{self._base}/sns/jscode2session", params=params, timeout=wechat_account.TIMEOUT
            ),
            wanted=("openid",),
        )
        return str(answer["openid"]), answer.get("unionid")

    def unionid_of(self, openid: str) -> str | None:
        """The unionid of a follower; None where the account is bound to no open platform. Raises PlatformError."""
        path = f"/cgi-bin/user/info?openid={quote(openid, safe='')}&lang=zh_CN"
        unionid: str | None = self.call(path).get("unionid")
        return unionid

    def fetch_media(self, media_id: str, target: Path, *, most: int = 20_000_000) -> None:
        """Streams a picture that a person sent in chat to a file. Raises PlatformError."""
        self.account.with_token(lambda token: self._fetch_once(token, media_id, target, most))

    def _fetch_once(self, token: str, media_id: str, target: Path, most: int) -> None:
        params = {"access_token": token, "media_id": media_id}
        url = f"{self._base}/cgi-bin/media/get"
        told: Any = None
        try:
            with requests.get(url, params=params, timeout=wechat_account.TIMEOUT, stream=True) as answer:
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
            refuse(told.get("errcode") if isinstance(told, dict) else -1)
            raise PlatformError(MESSAGE)  # a video is told by an address; or larger than `most`

    def send_text(self, openid: str, text: str) -> str:
        """A customer-service message. Raises PlatformError."""
        return self.send_custom(openid, "text", {"content": text})

    def send_custom(self, openid: str, kind: str, told: dict[str, Any]) -> str:
        """A customer-service message of any kind (text, image, news, miniprogrampage). Gives "", since the platform tells
        no id. Raises PlatformError."""
        body = {"touser": openid, "msgtype": kind, kind: told}
        self._paced(self.account, "/cgi-bin/message/custom/send", body)
        return ""

    def send_template(self, openid: str, title: str, keywords: dict[str, str], *, url: str, once: str) -> str:
        """A template message found by its title, its keywords by their Chinese labels. `once` makes a repeat within
        ten minutes harmless. Gives the platform's id. Raises PlatformError."""
        template = self.templates.find(title)
        body = {
            "touser": openid,
            "template_id": template.id,
            "url": url,
            "data": {key: {"value": value} for key, value in template.filled(keywords).items()},
            "client_msg_id": once,
        }
        path = "/cgi-bin/message/template/send"
        return str(self._paced(self.account, path, body, act=once).get("msgid", ""))

    def remember(self) -> None:
        """Before messages are claimed: from here on it is known which of them were called."""
        with suppress(RedisError):  # without it nobody sends either
            self._pace.remember()

    def may_have_called(self, once: str, *, since: datetime) -> bool:
        """Whether a template message with this key was about to be sent since then, or nobody can tell any more.
        Raises PlatformError."""
        try:
            return self._pace.may_have_acted(once, since=since.timestamp())
        except RedisError:
            raise PlatformError(RETRY) from None

    def send_subscription(self, openid: str, title: str, keywords: dict[str, str], *, page: str) -> str:
        """A subscription message of the mini-program to somebody who accepted one. It has no key: an answer that is
        lost leaves it unknown. Gives the platform's id, "" where it tells none. Raises PlatformError."""
        template = self.mini_templates.find(title)
        data = {key: {"value": value} for key, value in template.filled(keywords).items()}
        body = {"touser": openid, "template_id": template.id, "page": page, "data": data}
        body |= {"miniprogram_state": "formal", "lang": "zh_CN"}
        return str(self._paced(self.mini, "/cgi-bin/message/subscribe/send", body).get("msgid", ""))

    def _paced(self, account: Account, path: str, body: dict[str, Any], *, act: str = "") -> dict[str, Any]:
        try:
            self._pace.wait(account.app_id, act=act)
        except RedisError:  # without the shared count nobody sends
            raise PlatformError(RETRY) from None
        if self._is_held():
            raise Held
        return account.call(path, body)


def _written(answer: requests.Response, target: Path, most: int) -> bool | dict[str, Any]:
    """True when all of it is in the file; {} when it is more than `most` bytes."""
    with target.open("wb") as handle:
        for chunk in answer.iter_content(65536):
            handle.write(chunk)
            if handle.tell() > most:
                return {}
    return True
