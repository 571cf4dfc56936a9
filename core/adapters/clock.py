"""The house clock: real time in production, a clock that can be moved forward in the sandbox."""

import json
import os
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from core.domain.refusals import Refused
from core.settings import Settings

CHINA = ZoneInfo("Asia/Shanghai")
START = datetime.fromisoformat("2024-05-13T09:00:00+08:00")


def real() -> datetime:
    """Real time: for tokens, locks, leases, retries."""
    return datetime.now(UTC)


class Clock:
    """House time: what rules and people see. In the sandbox it is kept in DATA_DIR/clock.json, which every
    process reads; it runs at real speed from wherever it was last set."""

    def __init__(self, settings: Settings) -> None:
        self._file: Path | None = settings.data_dir / "clock.json" if settings.sandbox else None
        self._seen: tuple[tuple[int, int], timedelta] | None = None

    def now(self) -> datetime:
        if self._file is None:
            return real()
        try:
            found = self._file.stat()
        except FileNotFoundError:
            self._keep(START, is_first=True)
            found = self._file.stat()
        # The inode too: two moves may lie within one tick of a disk's clock.
        seen, stamp = self._seen, (found.st_ino, found.st_mtime_ns)
        if seen is None or seen[0] != stamp:
            kept = json.loads(self._file.read_text())
            ahead = datetime.fromisoformat(kept["house"]) - datetime.fromisoformat(kept["real"])
            self._seen = seen = (stamp, ahead)
        return (real() + seen[1]).astimezone(CHINA)

    def move(self, to: datetime) -> datetime:
        """Sets the sandbox's clock forward. Raises Refused('clock.backward')."""
        now = self.now()
        if self._file is None or to < now:
            raise Refused("clock.backward", now=f"{now:%Y-%m-%d %H:%M}")
        self._keep(to)
        return self.now()

    def _keep(self, house: datetime, *, is_first: bool = False) -> None:
        """The first time only where no other process or thread was faster: it may have been moved since."""
        assert self._file is not None
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        draft.write_text(json.dumps({"house": house.isoformat(), "real": real().isoformat()}))
        if not is_first:
            draft.replace(self._file)
            return
        with suppress(FileExistsError):
            os.link(draft, self._file)
        draft.unlink()
