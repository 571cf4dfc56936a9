"""What a PDF would do by itself is found, in packed objects too."""

import pikepdf
import pytest

from core.adapters import papers, pdf_acts, scans
from tests.core.adapters.test_papers import page
from tests.sealing import acting_pdf, electronic_seal


@pytest.mark.parametrize(
    ("act", "found"),
    [("script", ["script"]), ("launch", ["launch"]), ("attachment", ["attachment"]), ("hidden", ["script"])],
)
def test_what_acts_is_named(tmp_path, act, found):
    assert pdf_acts.acts(acting_pdf(tmp_path / "p.pdf", act)) == found


def test_a_letter_and_an_electronic_seal_are_inert(tmp_path):
    made = papers.letters([page("innovation", 1)])
    (tmp_path / "p.pdf").write_bytes(made)
    electronic_seal(made, tmp_path / "e.pdf")
    assert [pdf_acts.acts(tmp_path / name) for name in ("p.pdf", "e.pdf")] == [[], []]
    assert scans.paper_facts(tmp_path / "e.pdf")["red_seal"] is True


def test_what_cannot_be_looked_through_is_not_inert(tmp_path, monkeypatch):
    (tmp_path / "p.pdf").write_bytes(b"%PDF-1.7 nothing")
    assert pdf_acts.acts(tmp_path / "p.pdf") == ["unseen"]
    deep = pikepdf.Array()
    for _ in range(20):
        deep = pikepdf.Array([deep])
    with pikepdf.Pdf.new() as document:
        document.add_blank_page()
        document.Root.Deep = deep
        document.save(tmp_path / "d.pdf")
    assert pdf_acts.acts(tmp_path / "d.pdf") == ["unseen"]
    monkeypatch.setattr(pdf_acts, "_MOST", 2)
    (tmp_path / "l.pdf").write_bytes(papers.letters([page("innovation", 1)]))
    assert pdf_acts.acts(tmp_path / "l.pdf") == ["unseen"]
