"""The mini-program's server interfaces: content checks, codes, telephones; and user/info of the account."""

import re
import secrets
import threading
from typing import Any

from flask import Response

from sandbox import callbacks, qrcodes, tokens
from sandbox.parts import ACCOUNT, Parts
from sandbox.refusal import Refusal

USED_WITHIN = 2 * 3600.0  # real time: the openid must have used the mini-program
RISKY, DOUBTFUL = "【违规】", "【存疑】"  # words that make the fake check say risky or review
_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
_CHECK_SECONDS = 1.0  # the platform takes up to 30 minutes


def msg_sec_check(parts: Parts, call: Any) -> dict[str, Any]:
    """POST /wxa/msg_sec_check (version 2): `{result: {suggest, label}, detail, trace_id}`."""
    content = call.body.get("content")
    if not isinstance(content, str) or not content:
        raise Refusal(44004)
    if len(content) > 2500:
        raise Refusal(45002)
    _check_v2(parts, call.body)
    result = _verdict(content + str(call.body.get("title", "")) + str(call.body.get("nickname", "")))
    detail = [{"strategy": "content_model", "errcode": 0, "prob": 90, **result}]
    return {"result": result, "detail": detail, "trace_id": _trace()}


def media_check_async(parts: Parts, call: Any) -> dict[str, Any]:
    """POST /wxa/media_check_async (version 2): `{trace_id}`; the verdict follows as wxa_media_check to /wechat/mini.

    The picture is not looked at: an address holding `risky` or `review` gets that verdict.
    """
    url = call.body.get("media_url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise Refusal(40066)
    if call.body.get("media_type") not in (1, 2):
        raise Refusal(40004)
    _check_v2(parts, call.body)
    suggest = next((word for word in ("risky", "review") if word in url), "pass")
    result = {"suggest": suggest, "label": 100 if suggest == "pass" else 20006}
    trace_id = _trace()
    fields = {
        "ToUserName": ACCOUNT,
        "FromUserName": "o-sandbox-platform",
        "CreateTime": int(parts.clock.epoch()),
    }
    fields |= {"MsgType": "event", "Event": "wxa_media_check", "appid": parts.settings.mini_app_id}
    fields |= {"trace_id": trace_id, "version": 2, "errcode": 0, "errmsg": "ok", "result": result}
    fields["detail"] = {"strategy": "content_model", "errcode": 0, **result, "prob": 90}
    timer = threading.Timer(_CHECK_SECONDS, callbacks.tell_mini, (parts, fields))
    timer.daemon = True
    timer.start()
    return {"trace_id": trace_id}


def getwxacodeunlimit(_parts: Parts, call: Any) -> Response:
    """POST /wxa/getwxacodeunlimit: the picture (PNG; the platform gives a round JPEG), or JSON on error."""
    scene, page, width = (call.body.get(name) for name in ("scene", "page", "width"))
    if not isinstance(scene, str) or not _SCENE.fullmatch(scene):
        raise Refusal(40169)
    if page is not None and (
        not isinstance(page, str) or page.startswith("/") or "?" in page or len(page.encode()) > 1024
    ):
        raise Refusal(40066)
    if width is not None and (not isinstance(width, int) or not 280 <= width <= 1280):
        raise Refusal(40097)
    picture = qrcodes.picture(f"mini:{page or ''}?scene={scene}", scale=max(4, (width or 430) // 40))
    return Response(picture, mimetype="image/png")


def getuserphonenumber(parts: Parts, call: Any) -> dict[str, Any]:
    """POST /wxa/business/getuserphonenumber: `{phone_info}`; 40029, 40163 as for login codes."""
    openid = tokens.use_code(parts, "phone", call.body.get("code"))
    row = parts.store.row("SELECT phone FROM people WHERE mini_openid = ?", openid) or {"phone": ""}
    watermark = {"timestamp": int(parts.clock.real()), "appid": parts.settings.mini_app_id}
    info = {
        "phoneNumber": row["phone"],
        "purePhoneNumber": row["phone"],
        "countryCode": "86",
        "watermark": watermark,
    }
    return {"phone_info": info}


def user_info(parts: Parts, call: Any) -> dict[str, Any]:
    """GET /cgi-bin/user/info: no name and no picture since 2021; little of one who does not follow."""
    row = parts.store.row("SELECT * FROM people WHERE openid = ?", call.args.get("openid", ""))
    if row is None:
        raise Refusal(40003)
    if not row["following"]:
        return {"subscribe": 0, "openid": row["openid"]}
    scene = row["scene"] or ""
    is_number = scene.isascii() and scene.isdigit()
    return {
        "subscribe": 1,
        "openid": row["openid"],
        "language": "zh_CN",
        "subscribe_time": int(row["since"]),
        "unionid": row["unionid"],
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_QR_CODE" if scene else "ADD_SCENE_SEARCH",
        "qr_scene": int(scene) if is_number else 0,
        "qr_scene_str": "" if is_number else scene,
    }


def _check_v2(parts: Parts, body: dict[str, Any]) -> None:
    """Version, scene and an openid that used the mini-program lately. Raises Refusal 40097, 40129, 40003, 61010."""
    if body.get("version") != 2:
        raise Refusal(40097)
    if body.get("scene") not in (1, 2, 3, 4):
        raise Refusal(40129, "invalid scene")
    row = parts.store.row("SELECT mini_used_real FROM people WHERE mini_openid = ?", str(body.get("openid")))
    if row is None:
        raise Refusal(40003)
    if row["mini_used_real"] is None or parts.clock.real() - row["mini_used_real"] > USED_WITHIN:
        raise Refusal(61010)


def _verdict(text: str) -> dict[str, Any]:
    if RISKY in text:
        return {"suggest": "risky", "label": 20006}
    return {"suggest": "review", "label": 20001} if DOUBTFUL in text else {"suggest": "pass", "label": 100}


def _trace() -> str:
    return f"{secrets.token_hex(4)}-{secrets.token_hex(8)}"
