"""The sandbox's own environment, read once. Names and defaults are those of the house (README, "Settings")."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What the fake platform was told. Seconds are real seconds; `house` has no trailing slash."""

    port: int = 8000
    sandbox_port: int = 8001
    data_dir: Path = Path("var")
    house: str = "http://127.0.0.1:8000"
    oa_app_id: str = "wx5a4db0c000000001"
    oa_app_secret: str = "sandbox-oa-secret"
    oa_token: str = "sandboxtoken"
    oa_aes_key: str = ""
    mini_app_id: str = "wx5a4db0c000000002"
    mini_app_secret: str = "sandbox-mini-secret"
    mini_token: str = ""
    mini_aes_key: str = ""
    callback_seconds: float = 5.0  # the platform hangs up after 5 s (page "Receiving standard messages")
    house_seconds: float = 5.0  # for the clock and the mails, of a machine that is busy

    @property
    def origin(self) -> str:
        """Address under which the fake platform's own files are fetched."""
        return f"http://127.0.0.1:{self.sandbox_port}"


_TEXTS = (
    *("oa_app_id", "oa_app_secret", "oa_token", "oa_aes_key"),
    *("mini_app_id", "mini_app_secret", "mini_token", "mini_aes_key"),
)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment (or from `environment`); unset and empty names take the defaults."""
    told = {k: v for k, v in (os.environ if environment is None else environment).items() if v}
    port = int(told.get("PORT", 8000))
    return Settings(
        port=port,
        sandbox_port=int(told.get("SANDBOX_PORT", 0)) or port + 1,
        data_dir=Path(told.get("DATA_DIR", "var")).resolve(),
        house=f"http://127.0.0.1:{port}",
        **{name: told[name.upper()] for name in _TEXTS if name.upper() in told},
    )
