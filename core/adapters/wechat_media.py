"""Pictures that the account sends, kept on the platform first (doc/offiaccount, New_temporary_materials)."""

import requests

from core.adapters import wechat_account
from core.adapters.wechat import Platform
from core.adapters.wechat_faults import answered

PICTURE_BYTES = 2 * 1024 * 1024  # the lesser of the two limits that the platform's page names
_PATH = "/cgi-bin/media/upload"


def upload(platform: Platform, picture: bytes, name: str) -> str:
    """Keeps a picture on the platform for three days; gives its media_id. Raises PlatformError."""
    return platform.account.with_token(lambda token: _once(platform, token, picture, name))


def _once(platform: Platform, token: str, picture: bytes, name: str) -> str:
    params = {"access_token": token, "type": "image"}
    url = f"{platform.account.base}{_PATH}"
    kind = "image/png" if name.endswith(".png") else "image/jpeg"
    answer = answered(
        lambda: requests.post(
            url, params=params, files={"media": (name, picture, kind)}, timeout=wechat_account.TIMEOUT
        ),
        wanted=("media_id",),
    )
    return str(answer["media_id"])
