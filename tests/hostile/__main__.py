"""`python -m tests.hostile KIND FIRST COUNT`: looks at so many damaged files as a worker does, in this process, and says
what came of it as JSON. A process of its own, so that what its children took is theirs alone."""

import ctypes
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from core.adapters import confined, probing
from core.adapters.confined import Limits
from core.domain import fieldtypes, loading
from core.domain.fieldtypes import File, Known
from tests.hostile import seeds

ROOT = Path(__file__).resolve().parents[2]
_PR_SET_CHILD_SUBREAPER = 36  # what a probe leaves behind comes to us, not to init


def damaged(kind, number, good):
    """File `number` of a kind: the same bytes on every machine that makes the same good files."""
    chance = random.Random(f"{kind}-{number}")
    mutations = seeds.KINDS[kind][3]
    return mutations[number % len(mutations)](chance, good[number // len(mutations) % len(good)])


def look(kind, path, drawn, number):
    """What is wrong with how the file was taken (nothing, when all is right), and its fault."""
    probed, key, _, _ = seeds.KINDS[kind]
    facts = probing.probe(probed, path, drawn=drawn)
    if (
        kind == "docx" and number // len(seeds.KINDS[kind][3]) % 3 == 0
    ):  # the import of a filled table reads it too
        words = confined.run("tests.hostile.words:tables", path, limits=Limits(seconds=probing.SECONDS))
        if words["fault"] not in {None, *probing.FAULTS}:
            return f"unknown fault {words['fault']} of its words", words["fault"]
    fault = facts["fault"]
    if fault is not None and fault not in probing.FAULTS:
        return f"unknown fault {fault}", fault
    said = [found for found in _findings(key, facts) if found.rule == f"{key}.readable.is"]
    if [found.level for found in said] != (["must"] if fault else []) or not all(
        found.sentence for found in said
    ):
        return f"{fault} came to {[found.rule for found in said]}", fault
    return None, fault


_FIELDS = (
    loading.load((ROOT / "campaigns/2024-anhui.toml").read_text(encoding="utf-8")).by_key["innovation"].by_key
)


def _findings(key, facts):
    field, file = _FIELDS[key], File("1", "file", json.loads(json.dumps(facts)), facts["sha256"])
    value = [{"attachment": "1", "title": "文件"}]
    return fieldtypes.TYPES[field.type].check(value, field=field, known=Known(files={"1": file}))


def used():
    """Seconds of the processor, by all processes below this one that have ended."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def left_behind():
    """Living processes below this one, once the kernel has had time to end those that were killed."""
    ends = time.monotonic() + 300
    while (found := living()) and time.monotonic() < ends:
        time.sleep(0.01)
    return found


def living():
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == os.getpid() and fields[0] != "Z":
                found.append((folder / "cmdline").read_text(errors="replace"))
        except OSError:
            continue
    return found


def main(kind, first, count):
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    faults, wrong, slowest, left = Counter(), {}, (0.0, -1), []
    with tempfile.TemporaryDirectory(prefix="wx-hostile-") as name:
        folder = Path(name)
        good = seeds.made(kind, folder)
        path = folder / f"file{seeds.KINDS[kind][2]}"
        for number in range(first, first + count):
            path.write_bytes(damaged(kind, number, good))
            began = used()
            try:
                said, fault = look(kind, path, folder / "drawn.jpg", number)
            except Exception as broken:
                said, fault = repr(broken), "raised"
            slowest = max(slowest, (used() - began, number))
            faults[str(fault)] += 1
            left += left_behind()
            if said:
                wrong[number] = said
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    said = {"faults": faults, "wrong": wrong, "slowest": slowest, "left": left, "memory": memory}
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
