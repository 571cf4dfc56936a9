"""A real worker takes the nastiest files of each kind, one after another, and then a good one."""

import pytest

from tests import making
from tests.hostile import archives, films, pictures, seeds, sheets_of_paper
from tests.hostile.__main__ import damaged
from tests.playing import Phone, code_in
from tests.running import Copy

# kind: the mutations that ask for the most memory, time or depth
NASTY = {
    "jpeg": (pictures.frame_size, pictures.scans),
    "mp4": (films.nested, films.counts),
    "xlsx": (archives.bombs, archives.claims),
    "pdf": (sheets_of_paper.bombs, sheets_of_paper.loops, sheets_of_paper.images),
}


@pytest.fixture
def copy():
    made = Copy().start()
    yield made
    made.end()


def test_a_worker_lives_on_and_every_file_has_its_verdict(copy, tmp_path):
    phone = Phone(copy, "o-sandbox-wang")
    phone.ask("follow")
    phone.say("申报")
    api = phone.api("links", code_in(phone.say("修改 15", "/upload#")))
    workers = copy.started("--app wsgi worker")
    sent = []
    for kind, wanted in NASTY.items():
        folder = tmp_path / kind
        folder.mkdir()
        good, (_, field, suffix, mutations) = seeds.made(kind, folder), seeds.KINDS[kind]
        for mutation in wanted:
            number = mutations.index(mutation)
            path = folder / f"{kind}-{mutation.__name__}{suffix}"
            path.write_bytes(damaged(kind, number, good))
            api.upload(path, field, title=path.stem)
            sent.append(path.name)
    api.upload(making.jpeg(tmp_path / "good.jpg", dpi=300, bytes=1_500_000), "photos", title="good")
    files = {row["filename"]: row for row in api.checked()}
    assert sorted(files) == sorted([*sent, "good.jpg"])
    assert [found for found in files["good.jpg"]["findings"] if found["level"] == "must"] == []
    unreadable = [name for name in sent if any(".readable." in f["rule"] for f in files[name]["findings"])]
    assert len(unreadable) >= 3, "these files are not nasty"
    assert len(workers) == 2
    assert copy.started("--app wsgi worker") == workers, "the same processes as before"
