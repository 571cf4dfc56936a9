"""What the national platform said of an entry, and which certificate is the one that is there already."""

from sqlalchemy import update

from core.adapters.clock import START
from core.adapters.tables import national as table
from core.services import returning
from tests.core.services import test_returning as back

people, two = back.people, back.two


def test_a_certificate_kept_before_places_bore_digests_is_no_change(house, people, two, tmp_path):
    """Such a place is told by its file: the very same certificate tells nobody, another one does."""
    files = {"AH24-000001.pdf": back.PDF}
    returning.apply(
        house,
        back.keep(house, people, tmp_path, back.GOOD, certificates=files),
        2,
        by=people["zhao"],
        now=START,
    )
    old = f"national/0190/{two[0]}.pdf"
    house.files.put(old, back.PDF)
    with house.db.write() as tx:
        tx.run(update(table).where(table.c.entry == two[0]).values(certificate=old))
    again = back.plan(house, people, back.keep(house, people, tmp_path, back.GOOD, certificates=files))
    assert (again.changes, again.same) == ((), 2)
    other = back.keep(
        house, people, tmp_path, back.GOOD, certificates={"AH24-000001.pdf": back.PDF + b" mended"}
    )
    (change,) = back.plan(house, people, other).changes
    assert (change.entry, change.certificate) == (two[0], "AH24-000001.pdf")
    house.files.remove(old)  # a file that is gone is no certificate: what comes is new
    (change,) = back.plan(
        house, people, back.keep(house, people, tmp_path, back.GOOD, certificates=files)
    ).changes
    assert (change.entry, change.certificate) == (two[0], "AH24-000001.pdf")
