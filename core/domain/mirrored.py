"""What the phone judges with, written out as JavaScript from the tables of this house (`make mirror`).

The phone's own modules (`miniprogram/lib/domain/*.js`) hold the few lines that cannot be data; the patterns, the
sentences and the lists come from here, so that a phone and the server cannot differ in them.
"""

import json
from collections.abc import Mapping
from typing import Any

from core.domain import bank_places, bank_sheet, banks, characters, codecs, first_bytes, questions, rules
from core.domain.fieldtypes import choices, filmed, persons, probed, stored, texts
from core.domain.patterns import PATTERNS, PLAIN
from core.domain.plain import SHOWN
from core.domain.sentences import banks as of_banks
from core.domain.sentences import ended, problems
from core.domain.sentences import papers as of_papers
from core.domain.sentences import rules as of_rules

HOME = "miniprogram/lib/domain/generated"
_HEAD = "// Made by `make mirror` from core/domain; change it there.\n"
_BY_LINE = ("PATTERNS", "SENTENCES")
_ANSWERS = "answer."  # refusals that the phone says by itself
_SEALED = ("rule.", "paper.code.", "paper.seal.", "paper.sheets.", "paper.change")


def sources() -> Mapping[str, str]:
    """The generated files: path in the repository to text."""
    return {
        f"{HOME}/patterns.js": _module({"PATTERNS": _sorted(PATTERNS), "PLAIN": list(PLAIN)}),
        f"{HOME}/sentences.js": _module({"SENTENCES": _sentences()}, ascii_only=False),
        f"{HOME}/tables.js": _module(_tables()),
    }


def _sentences() -> dict[str, str]:
    said = {code: text for code, text in problems.SENTENCES.items() if code.startswith(_ANSWERS)}
    sealed = {code: text for code, text in of_papers.SENTENCES.items() if code.startswith(_SEALED)}
    return _sorted({**of_rules.SENTENCES, **of_banks.SENTENCES, **ended.SENTENCES, **sealed, **said})


def _tables() -> dict[str, Any]:
    return {
        "SPACES": characters.spaces(),
        "FOLDS": _folds(),
        "SHOWN": SHOWN,
        "LONGEST": {"text": texts.LONGEST, "phone": texts.LONGEST_PHONE, "people": persons.LONGEST},
        "MOST": {"people": persons.MOST, "files": stored.MOST},
        "HONOURS": list(persons.LEVELS),
        "YES": sorted(choices.YES),
        "NO": sorted(choices.NO),
        "SAME_FORMAT": dict(probed.SAME_FORMAT),
        "FIXES": sorted(rules.FIXES),
        "FIRST_BYTES": first_bytes.table(),
        "CODECS": dict(codecs.NAMES),
        "STORED": list(filmed.STORED),
        "PRESSED": sorted(filmed.PRESSED),
        "REMADE": sorted(filmed.REMADE),
        "BANK": {
            "types": list(questions.TYPES),
            "difficulties": list(questions.DIFFICULTIES),
            "letters": questions.LETTERS,
            "true": sorted(questions.TRUE),
            "false": sorted(questions.FALSE),
            "columns": dict(bank_sheet.COLUMNS),
            "span": banks.SPAN.pattern,
            "elsewhere": banks.ELSEWHERE.pattern,
            "named": banks.NAMED,
            "listed": bank_places.LISTED,
            "together": sorted(banks.TOGETHER),
            "duties": {phrase: level for phrase, (level, _) in banks.DUTIES.items()},
        },
    }


def _folds() -> dict[str, str]:
    """Characters whose case folds to something else than their lower case, which JavaScript has no word for."""
    found = {}
    for code in range(characters.LAST):
        letter = chr(code)
        if letter.casefold() != letter.lower():
            found[letter] = letter.casefold()
    return found


def _sorted(table: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(table.items()))


def _module(names: Mapping[str, Any], *, ascii_only: bool = True) -> str:
    """A CommonJS module; patterns and sentences one a line. Escaped where characters are data that no editor shows."""
    parts = [
        f"const {name} = {json.dumps(value, ensure_ascii=ascii_only, indent=1 if name in _BY_LINE else None)};\n"
        for name, value in names.items()
    ]
    return f'{_HEAD}"use strict";\n\n{"".join(parts)}\nmodule.exports = {{ {", ".join(names)} }};\n'
