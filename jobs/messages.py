"""Jobs about messages."""

from core.services import broadcasting, delivering, digesting, mailing, robots, tapping, urged
from jobs.place import here


def deliver(_lane: str) -> int:
    """Sends what waits, for some seconds."""
    return delivering.drain(here(), clock=here().clock.now)


def speak(robot: str) -> str:
    """Says what waits for a group robot."""
    return robots.speak(here(), robot, now=here().clock.now())


def digest(entry: str, person: str) -> str:
    """Tells a person what came of the files they sent."""
    return digesting.tell(here(), entry, person, now=here().clock.now())


def mail(mail: str) -> str:
    """Sends the mail of an entry."""
    return mailing.send(here(), mail, now=here().clock.now())


def urge(urging: str) -> int:
    """Tells whoever is left of a 催办."""
    return urged.TELLING.spread(here(), urging, now=here().clock.now())


def broadcast(broadcast: str) -> int:
    """Posts a released broadcast to whoever is left."""
    return broadcasting.TELLING.spread(here(), broadcast, now=here().clock.now())


def count_taps() -> int:
    """Counts taps on subscription cards that waited for the template list."""
    return tapping.work_off(here())
