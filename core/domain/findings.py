"""What a rule says of an answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.domain import phrases

MUST = "must"
ADVISE = "advise"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one answer. `rule` is FIELD.FACT.OPERATOR; `file` the name a person gave the file;
    `fix` the key of a mend that one tap would do; `params` what the sentence was made from."""

    rule: str
    level: str
    phrase: str
    params: Mapping[str, Any] = field(default_factory=dict)
    file: str | None = None
    attachment: str | None = None
    fix: str | None = None

    @property
    def field_key(self) -> str:
        return self.rule.split(".", 1)[0]

    @property
    def sentence(self) -> str:
        """The Chinese sentence: the file, what was measured, what is asked, what to do next."""
        said = phrases.say(self.phrase, **self.params)
        return f"《{self.file}》{said}" if self.file else said

    def as_dict(self) -> dict[str, Any]:
        """The neutral form that every door sends."""
        return {
            "rule": self.rule,
            "level": self.level,
            "file": self.file,
            "attachment": self.attachment,
            "params": {key: value for key, value in self.params.items() if value is not None},
            "sentence": self.sentence,
            "fix": self.fix,
        }


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those of level `must`: an entry cannot be submitted with them."""
    return [finding for finding in findings if finding.level == MUST]
