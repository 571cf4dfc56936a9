"""The environment, read once. Names and defaults are contracts (README, "Settings")."""

import base64
import ipaddress
import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

REAL_WECHAT = "https://api.weixin.qq.com"
REAL_WECOM = "https://qyapi.weixin.qq.com"
_PLATFORM = ("oa_app_id", "oa_app_secret", "oa_token", "oa_aes_key", "mini_app_id", "mini_app_secret")


class Unfit(Exception):
    """Settings with which the house must not start; the text says which and what to do."""


class Settings(BaseSettings):
    """What one process was told. Build it with `load`, which fills the defaults that depend on others."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    port: int = 8000
    sandbox_port: int = 0
    data_dir: Path = Path("var")
    public_url: str = ""
    database_url: str = ""
    redis_url: str = ""
    storage_url: str = ""
    secret_key: str = Field("", repr=False)
    data_key: str = Field("", repr=False)
    sandbox: bool = False
    wechat_api_base: str = ""
    wecom_api_base: str = ""
    sends_per_second: int = Field(600, ge=1, le=100_000)
    oa_app_id: str = ""
    oa_app_secret: str = Field("", repr=False)
    oa_token: str = Field("", repr=False)
    oa_aes_key: str = Field("", repr=False)
    oa_aes_key_previous: str = Field("", repr=False)
    oa_has_desk: bool = False
    mini_app_id: str = ""
    mini_app_secret: str = Field("", repr=False)
    mini_token: str = Field("", repr=False)
    mini_aes_key: str = Field("", repr=False)
    smtp_url: str = Field("", repr=False)
    campaigns_dir: Path = Path("campaigns")
    sign_key: str = ""
    sign_cert: str = ""
    sign_p12: str = ""
    sign_password: str = Field("", repr=False)

    def require_keys(self) -> None:
        """Whoever signs or encrypts needs both keys; judging a file or a campaign needs neither."""
        missing = [name for name in ("SECRET_KEY", "DATA_KEY") if not getattr(self, name.lower())]
        if missing:
            raise Unfit(
                f"缺少环境变量 {'、'.join(missing)}。想先试用，请运行 make run（沙盒）；正式使用请先生成密钥再启动。"
            )

    def require_platform(self) -> None:
        """Web, worker and tick speak to WeChat; the other commands need none of it."""
        self.require_keys()
        missing = [name.upper() for name in _PLATFORM if not getattr(self, name)]
        if missing and not self.sandbox:
            raise Unfit(f"缺少环境变量 {'、'.join(missing)}：请填写公众号和小程序后台的对应值，再启动。")

    @property
    def origin(self) -> str:
        return self.public_url.rstrip("/")


def load(**given: Any) -> Settings:
    """Settings from the environment, `given` winning. Raises Unfit."""
    told = Settings(**given)
    data_dir = told.data_dir.resolve()
    port = told.sandbox_port or told.port + 1
    filled: dict[str, Any] = {
        "data_dir": data_dir,
        "sandbox_port": port,
        "public_url": told.public_url or f"http://127.0.0.1:{told.port}",
        "database_url": told.database_url or f"sqlite:///{data_dir}/wuxiao.db",
        "redis_url": told.redis_url or f"unix://{data_dir}/valkey/v.sock?db=0",
        "storage_url": told.storage_url or f"file://{data_dir}/files",
        "wechat_api_base": told.wechat_api_base
        or (f"http://127.0.0.1:{port}" if told.sandbox else REAL_WECHAT),
        "wecom_api_base": told.wecom_api_base or (f"http://127.0.0.1:{port}" if told.sandbox else REAL_WECOM),
        "campaigns_dir": told.campaigns_dir.resolve(),
    }
    if told.sandbox:
        filled |= {key: value for key, value in _sandbox_keys(data_dir).items() if not getattr(told, key)}
    settings = told.model_copy(update=filled)
    _refuse_unfit(settings)
    return settings


def _sandbox_keys(data_dir: Path) -> dict[str, str]:
    """Keys of a sandbox, made once and kept beside its data."""
    kept = data_dir / "keys.json"
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        made = {
            "secret_key": secrets.token_urlsafe(32),
            "data_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "oa_app_id": "wx5a4db0c000000001",
            "oa_app_secret": secrets.token_hex(16),
            "oa_token": secrets.token_hex(8),
            "oa_aes_key": base64.b64encode(secrets.token_bytes(32)).decode().rstrip("="),
            "mini_app_id": "wx5a4db0c000000002",
            "mini_app_secret": secrets.token_hex(16),
            "mini_token": secrets.token_hex(8),
            "mini_aes_key": base64.b64encode(secrets.token_bytes(32)).decode().rstrip("="),
        }
        draft = kept.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made, indent=1))
        try:
            os.link(draft, kept)  # two processes starting at once: the first one's keys stand
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    found: dict[str, str] = json.loads(kept.read_text())
    return found


def _refuse_unfit(settings: Settings) -> None:
    if not settings.sandbox:
        return
    for name in ("public_url", "wechat_api_base", "wecom_api_base"):
        if not _is_loopback(getattr(settings, name)):
            raise Unfit(
                f"沙盒（SANDBOX=1）只在本机使用，{name.upper()} 不能指向本机以外的地址。请去掉它，或设 SANDBOX=0。"
            )
    if not settings.database_url.startswith("sqlite"):
        raise Unfit("沙盒（SANDBOX=1）只用 SQLite，请去掉 DATABASE_URL，或设 SANDBOX=0。")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
