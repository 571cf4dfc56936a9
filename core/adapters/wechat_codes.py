"""QR codes of the official account that carry a scene (doc/offiaccount/Account_Management/Generating_a_Parametric_QR_Code)."""

from core.adapters.wechat import Platform


def scene_code(platform: Platform, scene: str, *, seconds: int) -> str:
    """The text of a QR code that leads to the account with `scene` (1 to 64 characters) for so long. Raises PlatformError."""
    order = {
        "action_name": "QR_STR_SCENE",
        "expire_seconds": seconds,
        "action_info": {"scene": {"scene_str": scene}},
    }
    return str(platform.call("/cgi-bin/qrcode/create", order).get("url", ""))
