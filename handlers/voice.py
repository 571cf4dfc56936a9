"""A voice message: not understood yet, the audio of an achievement has its own place."""

from handlers.talk import Talk, say


def answer(talk: Talk) -> str:
    if talk.entry is None:
        return say("hear.nothing")
    item = next((f.key for f in talk.entry.track.fields if f.kind == "audio"), None)
    return say("hear.voice", url=talk.link(item))
