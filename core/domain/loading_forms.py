"""The form of a track as a campaign file declares it: what the notice prints in each row of its table."""

from collections.abc import Collection
from typing import Any

from core.domain.declaration import Form, FormRow
from core.domain.loading_reader import Reader


def form(r: Reader, value: Any, place: str, fields: Collection[str]) -> Form:
    t = r.table(value, place, "name title rows")
    made = Form(
        name=r.take(t, "name", str, place),
        title=r.take(t, "title", str, place),
        rows=r.rows(t, "rows", place, _row),
    )
    for key in sorted({row.field for row in made.rows} - set(fields)):
        r.wrong(f"{place}.rows", f"{key} 没有声明")
    r.once([row.field for row in made.rows], f"{place}.rows")
    return made


def _row(r: Reader, value: Any, place: str) -> FormRow:
    t = r.table(value, place, "field asks points note")
    said = {key: r.take(t, key, str, place, "").strip() for key in ("asks", "points", "note")}
    return FormRow(field=r.take(t, "field", str, place), **said)
