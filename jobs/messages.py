"""Jobs about messages."""

from core.services import delivering, robots
from jobs.place import here


def deliver(_lane: str) -> int:
    """Sends what waits, for some seconds."""
    return delivering.drain(here(), clock=here().clock.now)


def speak(robot: str) -> str:
    """Says what waits for a group robot."""
    return robots.speak(here(), robot, now=here().clock.now())
