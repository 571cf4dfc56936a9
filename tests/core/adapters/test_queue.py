"""A hint is queued once, and a job that died does not keep the next one from being queued."""

import gc
import socket
import warnings
from datetime import UTC, datetime, timedelta

import pytest
from redis.connection import UnixDomainSocketConnection
from rq import Queue, SimpleWorker
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from rq.utils import utcformat

from core.adapters import queue

BROKEN = f"{__name__}.broken"


def broken():
    raise RuntimeError("as a worker that finds no database")


@pytest.fixture
def redis(valkey):
    made = queue.connect(valkey)
    made.flushdb()
    return made


@pytest.fixture
def jobs(redis, valkey):
    return queue.Jobs(valkey)


@pytest.fixture
def waiting(redis):
    """The queue as a worker sees it."""
    return Queue(queue.NAME, connection=redis, serializer=JSONSerializer)


def test_a_client_that_goes_with_a_ring_of_garbage_closes_its_line(valkey, monkeypatch):
    """As in the frame of an exception that was caught. The collector ends what is in a ring in an order of its own, and a
    socket that it meets before its owner warns from whatever runs then."""
    lines = [socket.socket(socket.AF_UNIX)]  # the eldest is met first
    lines[0].connect(valkey.removeprefix("unix://").partition("?")[0])
    monkeypatch.setattr(UnixDomainSocketConnection, "_connect", lambda _self: lines.pop())
    ring = [queue.connect(valkey)]
    ring[0].ping()
    ring.append(ring)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        del ring
        gc.collect()
    assert ([str(one.message) for one in said], lines) == ([], [])


def test_a_repeated_hint_is_one_job(jobs, waiting):
    assert [jobs.enqueue(BROKEN, job_id="check-a-0") for _ in range(3)] == [True] * 3
    assert waiting.job_ids == ["check-a-0"]


def test_a_job_that_failed_gives_its_id_free(jobs, waiting, redis):
    jobs.enqueue(BROKEN, job_id="check-a-0")
    worker = SimpleWorker([waiting], connection=redis, serializer=JSONSerializer)
    worker.log.disabled = True
    worker.work(burst=True)
    assert waiting.job_ids == [] and waiting.failed_job_registry.get_job_ids() == ["check-a-0"]
    assert jobs.enqueue(BROKEN, job_id="check-a-0")
    assert waiting.job_ids == ["check-a-0"]
    assert waiting.failed_job_registry.get_job_ids() == []


@pytest.mark.parametrize(("silent", "queued"), [(20, []), (600, ["check-a-0"])])
def test_a_job_whose_whole_worker_was_killed_gives_it_free_once_it_is_silent(
    jobs, waiting, redis, silent, queued
):
    """Nobody is left who could say that it failed."""
    jobs.enqueue(BROKEN, job_id="check-a-0")
    waiting.remove("check-a-0")
    job = Job.fetch("check-a-0", connection=redis, serializer=JSONSerializer)
    job.set_status(JobStatus.STARTED)
    heard = datetime.now(UTC) - timedelta(seconds=silent)
    redis.hset(job.key, "last_heartbeat", utcformat(heard))
    assert jobs.enqueue(BROKEN, job_id="check-a-0")
    assert waiting.job_ids == queued


def test_one_that_has_just_ended_is_not_done_again(jobs, waiting, redis):
    jobs.enqueue("time.time", job_id="check-a-0")
    worker = SimpleWorker([waiting], connection=redis, serializer=JSONSerializer)
    worker.log.disabled = True
    worker.work(burst=True)
    assert jobs.enqueue("time.time", job_id="check-a-0")
    assert waiting.job_ids == []


def test_one_that_another_process_is_just_queueing_is_left_to_it(jobs, waiting, redis):
    """Its first write is there, and nothing else yet."""
    redis.hset(Job.key_for("check-a-0"), "created_at", utcformat(datetime.now(UTC)))
    assert jobs.enqueue(BROKEN, job_id="check-a-0")
    assert waiting.job_ids == [] and redis.exists(Job.key_for("check-a-0"))
