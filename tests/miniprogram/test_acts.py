"""Every act that the mini-program sends: done once, however often it is sent. Read from the sources, so that a new one is seen."""

import re
from pathlib import Path

MINIPROGRAM = Path(__file__).resolve().parents[2] / "miniprogram"
POST = re.compile(r'(?:call|ask)\(\s*([`"])(.*?)\1,\s*\{([^\n]*method: "POST"[^\n]*)')
KEYED = {
    "/entries",
    "/entries/${id}/${act}",
    "/officer/entries/${entry}/${act}",
    "/entries/${entry}/banks",
    "/me/subscriptions",
}
REPEATABLE = {
    "/entries/${entry}/files/${file}": "the same name again",
    "/entries/${entry}/fixes": "what is being mended is not mended twice",
    "/uploads": "what was made is found by its row",
    "/invitations": "whoever used it is told that it is theirs",
    "/shares": "whoever used it gets the entry again",
    "/entries/${this.data.entry}/shares": "the newest code counts, and an unused one runs out",
    "/officer/invitations": "an unused code runs out",
    "/join-codes": "the newest code counts",
    "/join": "the code is for one merging, and the merged are one",
    "/me/erase": "erased is erased",
    "/me/consents": "consent of a version is given once",
    "/entries/${this.told.entry}/upload-links": "a link more, for the same person",
    "${this.root()}/${question.id}/move": "to the same place, over the version seen",
}
ELSEWHERE = {  # their address is made before
    "root": "key: draft.key",
    "/uploads/${this.row.server}": "x-http-method-override",
    "/uploads/${server}": "x-http-method-override",
}


def test_every_act_has_a_key_or_may_be_sent_twice():
    found = {}
    for path in sorted(MINIPROGRAM.rglob("*.js")):
        for _quote, address, options in POST.findall(path.read_text("utf-8")):
            found[address] = bool(re.search(r"\bkey\b", options))
    found = {address: has_key for address, has_key in found.items() if address not in ELSEWHERE}
    assert {address for address, has_key in found.items() if has_key} == KEYED
    assert {address for address, has_key in found.items() if not has_key} == set(REPEATABLE)
