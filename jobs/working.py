"""The worker process: forks a horse a job, and no horse outlives it."""

import ctypes
import os
import signal

import structlog
from rq import Queue, Worker
from rq.serializers import JSONSerializer

from core.adapters import queue
from jobs import archives, checks, messages, place, safety

PRELOADED = (checks, messages, archives, safety)  # a horse that imports costs a second
_PR_SET_PDEATHSIG = 1
_log = structlog.get_logger()


class _Worker(Worker):
    """RQ's worker whose horses die with it: a killed worker's job must not go on beside its repetition."""

    def main_work_horse(self, job, queue):  # type: ignore[no-untyped-def]
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self.pid:  # it died between the fork and this line
            os._exit(1)
        here = place.here()
        here.db.engine.dispose(close=False)  # connections of the parent are not ours
        super().main_work_horse(job, queue)


def work(redis_url: str, *, is_quick: bool = False) -> None:
    """Works until it is told to stop. A quick worker leaves alone what takes minutes, so that a film that is being
    mended keeps nobody's verdict waiting."""
    connection = queue.connect(redis_url, seconds=None)
    names = [queue.NAME] if is_quick else [queue.NAME, queue.SLOW]
    waiting = [Queue(name, connection=connection, serializer=JSONSerializer) for name in names]
    worker = _Worker(waiting, connection=connection, serializer=JSONSerializer)
    worker.work(with_scheduler=False, logging_level="WARNING")
