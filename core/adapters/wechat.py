"""Calls to WeChat's servers as the house needs them (docs: developers.weixin.qq.com/doc/offiaccount)."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
import structlog

from core.adapters import wechat_account
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
    "Platform",
    "PlatformError",
    "classify",
]
_log = structlog.get_logger()


class Platform:
    """The official account's and the mini-program's side of WeChat."""

    def __init__(self, settings: Settings) -> None:
        base, redis = settings.wechat_api_base.rstrip("/"), settings.redis_url
        self.oa_app_id, self.mini_app_id = settings.oa_app_id, settings.mini_app_id
        self._base, self._mini_secret = base, settings.mini_app_secret
        self.account = Account(base, settings.oa_app_id, settings.oa_app_secret, redis)
        self.mini = Account(base, settings.mini_app_id, settings.mini_app_secret, redis)
        self._templates: dict[str, dict[str, Any]] = {}

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
        self.account.with_token(lambda: self._fetch_once(media_id, target, most))

    def _fetch_once(self, media_id: str, target: Path, most: int) -> None:
        params = {"access_token": self.account.tokens.current(), "media_id": media_id}
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
