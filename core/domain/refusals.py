"""The one way to say no: a code that has a sentence and a status, and what it was about."""

from collections.abc import Sequence
from typing import Any

from core.domain import phrases
from core.domain.findings import Finding


class Refused(Exception):
    """An act that the rules do not allow. `code` is dotted (`entry.window.closed`); its sentence lives in
    phrases.py, its HTTP status in server/problems.py; `field` is the declared field it is about."""

    def __init__(
        self, code: str, *, field: str | None = None, findings: Sequence[Finding] = (), **params: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.findings = list(findings)
        self.params = params

    @property
    def sentence(self) -> str:
        return phrases.say(self.code, **self.params)
