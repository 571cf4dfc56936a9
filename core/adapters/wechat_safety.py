"""Content checks of the platform (wxa/msg_sec_check, wxa/media_check_async, version 2): they take the openid of somebody
who used the mini-program within two hours."""

from core.adapters.wechat import Platform

_LOG = 4  # scene: what people publish of themselves
_PICTURE = 2


def text(platform: Platform, openid: str, content: str) -> str:
    """pass, review or risky. At most 2,500 characters. Raises PlatformError."""
    asked = {"content": content, "version": 2, "scene": _LOG, "openid": openid}
    answer = platform.mini.call("/wxa/msg_sec_check", asked)
    result = answer.get("result")
    return str(result.get("suggest", "review")) if isinstance(result, dict) else "review"


def picture(platform: Platform, openid: str, url: str) -> str:
    """The platform fetches the picture and tells its verdict later, by the trace id that this gives. Raises PlatformError."""
    asked = {"media_url": url, "media_type": _PICTURE, "version": 2, "scene": _LOG, "openid": openid}
    return str(platform.mini.call("/wxa/media_check_async", asked).get("trace_id", ""))
