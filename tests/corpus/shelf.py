"""Where the files of the corpus lie: each is made when it is first wanted, and again when its script has changed."""

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path

from tests.corpus import audio, banks, papers, photos, videos
from tests.corpus.cases import Case

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".corpus"
_BY_SCRIPT: dict[str, list[Case]] = {
    "photos": photos.CASES,
    "banks": banks.CASES,
    "papers": papers.CASES,
    "videos": videos.CASES,
    "audio": audio.CASES,
}  # tests/corpus/NAME.py: its cases
_SHARED = (
    "tests/making.py",
    "tests/sheets.py",
    "tests/documents.py",
    "tests/compounds.py",
    "tests/sealing.py",
    "requirements*.txt",
)

CASES: list[Case] = [case for cases in _BY_SCRIPT.values() for case in cases]


def path_of(case: Case) -> Path:
    """The file of a case, made if it is not there yet. Two processes may make it at once; one of them wins."""
    script = next(name for name, cases in _BY_SCRIPT.items() if case in cases)
    path = _folder(script) / case.track / case.field / case.name
    if not path.exists():
        draft = path.parent / f".{os.getpid()}" / case.name
        draft.parent.mkdir(parents=True, exist_ok=True)
        case.make(draft)
        draft.rename(path)
        shutil.rmtree(draft.parent)
    return path


@cache
def _folder(script: str) -> Path:
    digest = hashlib.sha256()
    for pattern in (f"tests/corpus/{script}*.py", *_SHARED):
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    kept = KEPT / f"{script}-{digest.hexdigest()[:16]}"
    for old in KEPT.glob(f"{script}-*"):
        if old != kept:
            shutil.rmtree(old, ignore_errors=True)
    return kept
