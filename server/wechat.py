"""WeChat's callbacks: verified, decrypted, answered once. Never a 5xx, whatever the body is."""

import time
from typing import Any

import structlog
from flask import Blueprint, Response, current_app, request

import handlers
from core.adapters import callbacks
from core.adapters.callbacks import Envelopes, Forged, Opened
from core.adapters.db import Busy, Transaction
from core.services import inbox
from core.services.house import House
from handlers import pushes, replying
from server import doors

bp = Blueprint("wechat", __name__, url_prefix="/wechat")
_log = structlog.get_logger()
SUCCESS = "success"  # "received, no reply": the platform sends nothing again


def envelopes(house: House, account: str = "oa") -> Envelopes:
    """The official account's, current and previous key, or the mini-program's."""
    place = f"envelopes.{account}"
    if place not in current_app.extensions:
        settings = house.settings
        is_mini = account == "mini"
        current_app.extensions[place] = Envelopes(
            token=settings.mini_token if is_mini else settings.oa_token,
            app_id=settings.mini_app_id if is_mini else settings.oa_app_id,
            aes_keys=[settings.mini_aes_key]
            if is_mini
            else [settings.oa_aes_key, settings.oa_aes_key_previous],
        )
    found: Envelopes = current_app.extensions[place]
    return found


@bp.get("/<any(oa, mini):account>")
def verify(account: str) -> Response:
    """The platform asks whether this is our address (developers.weixin.qq.com, "Access overview")."""
    args = request.args
    if not envelopes(doors.house(), account).is_signed(
        args.get("signature", ""), args.get("timestamp", ""), args.get("nonce", "")
    ):
        return _plain("签名不符", 403)
    return _plain(args.get("echostr", ""), 200)


@bp.post("/mini")
def receive_mini() -> Response:
    """A push of the mini-program, in XML or JSON as it is set there: 403 for what is forged, `success` for the rest,
    so that nothing comes again."""
    house = doors.house()
    try:
        opened = envelopes(house, "mini").open(request.get_data(cache=False), request.args.to_dict())
    except Forged as fault:
        _log.warning("wechat.forged", fault=str(fault), account="mini")
        return _plain("签名不符", 403)
    key = callbacks.key(opened.fields, opened.plain)
    try:
        pushes.take(house, key, opened.fields, now=doors.now())
    except Exception as fault:
        if not isinstance(fault, Busy):
            _log.exception("wechat.fault", fault=type(fault).__name__, account="mini")
        inbox.keep(house, key, opened.fields, account="mini")
    return _plain(SUCCESS, 200)


@bp.post("/oa")
def receive() -> Response:
    """A message or an event. 403 for what is forged; `success` for what is kept for later."""
    house = doors.house()
    try:
        opened = envelopes(house).open(request.get_data(cache=False), request.args.to_dict())
    except Forged as fault:
        _log.warning("wechat.forged", fault=str(fault))
        return _plain("签名不符", 403)
    key = callbacks.key(opened.fields, opened.plain)
    try:
        text = _answer(house, key, opened)
    except Busy:
        inbox.keep(house, key, opened.fields)
        return _plain(SUCCESS, 200)
    except Exception as fault:
        # The platform would show its own fault to the worker and send the same again: keep it, answer, look later.
        _log.exception("wechat.fault", fault=type(fault).__name__)
        inbox.keep(house, key, opened.fields)
        return _plain(SUCCESS, 200)
    return _reply(house, opened, text)


def _answer(house: House, key: str, opened: Opened) -> str:
    if inbox.has_waiting(house, str(opened.fields.get("FromUserName") or "")):
        raise Busy("an earlier message of the same person waits")
    return inbox.once(house, key, lambda tx: handlers.answer(house, tx, opened.fields, now=doors.now()))


def _reply(house: House, opened: Opened, text: str) -> Response:
    if not text:
        return _plain(SUCCESS, 200)
    to, sender, at = (
        str(opened.fields.get("FromUserName")),
        str(opened.fields.get("ToUserName")),
        int(time.time()),
    )
    if text.startswith(replying.TRANSFER):
        xml = callbacks.transfer_reply(to, sender, at=at)
    else:
        xml = callbacks.text_reply(to, sender, text, at=at)
    return Response(envelopes(house).seal(xml, opened), 200, content_type="application/xml; charset=utf-8")


def _plain(text: str, status: int) -> Response:
    return Response(text, status, content_type="text/plain; charset=utf-8")


def work_off(house: House) -> int:
    """What was kept is answered in order; the replies go out as messages. Called by `tick`."""

    def answer(tx: Transaction, fields: dict[str, Any], account: str) -> str:
        if account == "mini":
            return pushes.answer(house, tx, fields, now=house.clock.now())
        return handlers.answer(house, tx, fields, now=house.clock.now())

    return inbox.work_off(
        house,
        answer,
        lambda tx, fields, text: replying.reply_later(house, tx, fields, text, now=house.clock.now()),
    )
