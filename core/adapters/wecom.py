"""Group robots of WeCom: one key, one group (developer.work.weixin.qq.com/document/path/91770). The key is the only secret."""

import json
from typing import Any

import requests

from core.adapters.wechat_faults import ALERT, MESSAGE, RETRY, SLOW, PlatformError, is_refusal, refuse
from core.settings import Settings

TEXT_BYTES = 2048
A_MINUTE = 20  # messages of one robot
_TIMEOUT = (3.05, 8.0)
_REVOKED = (93000, 40001)


def send_text(settings: Settings, key: str, text: str) -> None:
    """Raises PlatformError: `alert` for a key that was revoked, `slow` beyond the rate, `message` for what it never
    takes; `unseen` when the answer was lost. Nothing raised tells the key."""
    url = f"{settings.wecom_api_base.rstrip('/')}/cgi-bin/webhook/send"
    told = {"msgtype": "text", "text": {"content": text}}
    answer: Any = None
    unseen = True
    try:
        body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
        response = requests.post(url, params={"key": key}, data=body, timeout=_TIMEOUT)
        unseen = not is_refusal(response.status_code, response.content)
        answer = response.json() if response.status_code == 200 else None
    except requests.exceptions.ConnectTimeout:
        unseen = False
    except requests.exceptions.ConnectionError as fault:
        unseen = "NewConnectionError" not in repr(fault)
    except (requests.RequestException, ValueError):
        pass  # raised below: an exception raised here would hold this one, and with it the URL
    if not isinstance(answer, dict) or "errcode" not in answer:
        raise PlatformError(RETRY, unseen=unseen)
    code = answer["errcode"]
    kind = {45009: SLOW, 45033: SLOW, 45002: MESSAGE, 44004: MESSAGE, 40008: MESSAGE, 40058: MESSAGE}.get(
        code
    )
    if code in _REVOKED:
        raise PlatformError(ALERT, 93000)
    if kind:
        raise PlatformError(kind, code)
    refuse(code)
