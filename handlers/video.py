"""A video: the chat recompresses it, the upload page does not."""

from handlers.talk import Talk, say


def answer(talk: Talk) -> str:
    if talk.entry is None:
        return say("hear.nothing")
    item = next((f.key for f in talk.entry.track.fields if f.kind == "video"), None)
    return say("hear.video", url=talk.link(item))
