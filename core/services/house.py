"""One process's house: its settings and the outside things it works with, put together once."""

import time
from dataclasses import dataclass, field

from core.adapters.clock import Clock
from core.adapters.db import Database
from core.adapters.files import Files
from core.adapters.mail import Mailer
from core.adapters.queue import Jobs
from core.adapters.vault import Vault
from core.adapters.wechat import Platform
from core.domain.declaration import Campaign
from core.services import pausing
from core.settings import Settings


@dataclass
class Shelf:
    """Campaigns by revision (they never change) and the newest revision of each campaign (looked up again
    every two seconds, so that a new file reaches every process)."""

    by_revision: dict[str, Campaign] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)
    looked_at: float = 0.0

    def is_fresh(self) -> bool:
        return time.monotonic() - self.looked_at < 2.0


@dataclass
class House:
    """What services work with. `now` is never in here: doors ask `clock` and pass it on."""

    settings: Settings
    db: Database
    clock: Clock
    vault: Vault
    jobs: Jobs
    files: Files
    platform: Platform
    mailer: Mailer
    shelf: Shelf = field(default_factory=Shelf)


def build(settings: Settings) -> House:
    """Opens nothing yet: every connection is made when it is first needed, so that a process may fork before."""
    clock, db = Clock(settings), Database(settings.database_url)
    return House(
        settings=settings,
        db=db,
        clock=clock,
        vault=Vault(settings.data_key),
        jobs=Jobs(settings.redis_url),
        files=Files(settings.storage_url),
        platform=Platform(settings, is_held=lambda: pausing.is_on(db)),
        mailer=Mailer(settings),
    )
