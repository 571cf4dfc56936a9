"""The whole corpus through the command that people type: not one wrong verdict."""

import json
import os
import subprocess
import sys

import pytest

from tests.corpus import shelf

GROUPS = sorted({(case.track, case.field) for case in shelf.CASES})


def judged(track, field, cases, folder):
    """What `flask check` says of each file, by its name; of a whole answer, of that file alone."""
    each = [case for case in cases if not case.is_whole]
    found = {row["file"]: row for row in said(track, field, each, folder, "--each")} if each else {}
    for case in cases:
        if case.is_whole:
            (found[case.name],) = said(track, field, [case], folder)
    return found


def said(track, field, cases, folder, *options):
    paths = [str(shelf.path_of(case)) for case in cases]
    command = [
        sys.executable,
        "-m",
        "flask",
        "--app",
        "wsgi",
        "check",
        track,
        field,
        *paths,
        "--json",
        *options,
    ]
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "SANDBOX": "1"}
    done = subprocess.run(command, cwd=shelf.ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    return list(map(json.loads, done.stdout.splitlines()))


@pytest.mark.parametrize(("track", "field"), GROUPS, ids=lambda name: name)
def test_every_verdict_is_right(track, field, tmp_path):
    cases = [case for case in shelf.CASES if (case.track, case.field) == (track, field)]
    found = judged(track, field, cases, tmp_path)
    wrong = {}
    for case in cases:
        rows = found[case.name]["findings"]
        said = (
            sorted((row["rule"], row["fix"]) for row in rows if row["level"] == "must"),
            sorted(row["rule"] for row in rows if row["level"] == "advise"),
            found[case.name]["ok"],
        )
        right = (sorted(case.must), sorted(case.advise), not case.must)
        if said != right:
            wrong[case.name] = {"said": said, "right": right}
    assert wrong == {}


def test_names_tell_the_cases_apart():
    names = [(case.track, case.field, case.name) for case in shelf.CASES]
    assert len(set(names)) == len(names)
