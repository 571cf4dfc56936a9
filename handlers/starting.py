"""Beginning an entry, and choosing among several."""

from core.domain import moves
from core.services import acts, campaigns, entries
from handlers import asking
from handlers.talk import Talk, say


def start(talk: Talk) -> str:
    """申报: a new draft of the one track that workers begin, or the question which."""
    kinds = [
        (campaign, track)
        for campaign, track in campaigns.running(talk.house, talk.tx, now=talk.now)
        if track.starts_by == "worker"
    ] or campaigns.running(talk.house, talk.tx, now=talk.now)
    if not kinds:
        return say("hear.none.running")
    if len(kinds) == 1:
        return begin(talk, kinds[0][0].key, kinds[0][1].key)
    talk.go(None, None)
    talk.cursor = {"kinds": [[campaign.key, track.key] for campaign, track in kinds]}
    rows = [f"{n}. {campaign.title}·{track.title}" for n, (campaign, track) in enumerate(kinds, 1)]
    return say("hear.kinds", list="\n".join(rows))


def begin(talk: Talk, campaign: str, track: str) -> str:
    """A new draft, unless an untouched one lies there already."""
    untouched = [
        row.id
        for row in entries.mine(talk.tx, talk.person, campaign=campaign)
        if row.state == "draft" and row.track == track and row.version == 1
    ]
    entry = untouched[0] if untouched else entries.start(
        talk.house, talk.tx, campaign, track, by=talk.person, now=talk.now
    )  # fmt: skip
    talk.go(entry, None)
    assert talk.entry is not None
    return f"{say('hear.started', track=talk.entry.track.title)}\n\n{asking.following(talk)}"


def choose_or_start(talk: Talk) -> str:
    """No entry is at hand: the only open one, or the question which, or how to begin."""
    rows = [row for row in entries.mine(talk.tx, talk.person) if row.state in moves.EDITABLE]
    if not rows:
        return say("hear.nothing")
    if len(rows) == 1:
        talk.go(rows[0].id, None)
        return asking.following(talk)
    talk.go(None, None)
    talk.cursor = {"entries": [row.id for row in rows[:9]]}
    shown = [
        f"{n}. {row.title or '未命名'}（{acts.state_text(row.state)}）" for n, row in enumerate(rows[:9], 1)
    ]
    return say("hear.several", list="\n".join(shown))


def picked(talk: Talk, said: str) -> str | None:
    """A number that answers one of the questions above."""
    if not said.isdecimal() or len(said) > 2:
        return None
    kinds, several = talk.cursor.get("kinds") or [], talk.cursor.get("entries") or []
    number = int(said) - 1
    if 0 <= number < len(kinds):
        return begin(talk, *kinds[number])
    if 0 <= number < len(several):
        talk.go(several[number], None)
        return asking.following(talk) if talk.entry else say("hear.nothing")
    return None
