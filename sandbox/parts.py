"""What one running sandbox is made of; handed to every act instead of globals."""

from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.house import House
from sandbox.settings import Settings
from sandbox.store import Store

ACCOUNT = "gh_5a4db0c00001"  # ToUserName of every callback
ACCOUNT_NAME = "全国产业工人学习社区（沙盒）"


@dataclass(frozen=True)
class Parts:
    """Settings, memory, clocks and the way to the house."""

    settings: Settings
    store: Store
    clock: Clock
    house: House
    faults: Faults = field(default_factory=Faults)

    def app_id(self, app: str) -> str:
        """AppID of `oa` (official account) or `mini` (mini-program)."""
        return self.settings.oa_app_id if app == "oa" else self.settings.mini_app_id
