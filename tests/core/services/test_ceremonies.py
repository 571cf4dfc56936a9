"""Certificates: signed so that a changed byte is seen, many at once, revoked in the open."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import openpyxl
import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from sqlalchemy import delete, select

from core.adapters import papers as printing
from core.adapters import pdf_signing
from core.adapters.clock import START, real
from core.adapters.tables import certificates as table
from core.domain import courses as rules
from core.domain.refusals import Refused
from core.services import certificates, entries, packages, recommending, reviews, vetting
from core.settings import Unfit
from tests.core.services import collecting, roadshows
from tests.core.services.collecting import asked, row

people, entry = collecting.province, collecting.ready


def code(house, entry):
    with house.db.read() as tx:
        return certificates.of(tx, entry).code


def status(pdf, pem):
    """What pyHanko says of the one signature, trusting this certificate alone, asking nobody."""
    root = load_cert_from_pemder(str(pem))
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    with ThreadPoolExecutor(1) as aside:  # its loop bears no other one in its thread, as Playwright's
        return signature, aside.submit(validate_pdf_signature, signature, context).result()


def test_a_certificate_is_signed_and_every_changed_byte_is_seen(house, entry):
    pdf = certificates.pdf(house, code(house, entry))
    pem = pdf_signing.own(house.settings.data_dir)
    signature, told = status(pdf, pem)
    assert (told.intact, told.valid, told.trusted, told.bottom_line) == (True, True, True, True)
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert told.coverage.name == "ENTIRE_FILE" and told.docmdp_ok
    start, length, after, rest = signature.byte_range
    for place in (start + 900, length // 2, after + rest // 2):
        changed = bytearray(pdf)
        changed[place] ^= 1
        assert not is_good(bytes(changed), pem), place
    assert not is_good(pdf + b"\n%%EOF more", pem)


def is_good(pdf, pem):
    try:
        return status(pdf, pem)[1].bottom_line
    except (PdfReadError, SignatureValidationError, IndexError, ValueError):
        return False  # nothing that a reader would take for a signed certificate


def test_everybody_gets_the_same_bytes_and_the_key_is_nobodys(house, entry):
    first = certificates.pdf(house, code(house, entry))
    assert certificates.pdf(house, code(house, entry)) == first
    kept = pdf_signing.own(house.settings.data_dir)
    assert kept.stat().st_mode & 0o077 == 0
    made = kept.read_bytes()
    assert pdf_signing.own(house.settings.data_dir).read_bytes() == made


def test_keys_of_production_come_by_settings(house, entry, tmp_path):
    """Without one nothing is signed; with a P12 and a password, or two files, it is."""
    own = pdf_signing.own(house.settings.data_dir)
    key = serialization.load_pem_private_key(own.read_bytes(), None)
    cert = load_pem_x509_certificate(own.read_bytes())
    p12 = tmp_path / "sign.p12"
    lock = serialization.BestAvailableEncryption(b"secret")
    p12.write_bytes(pkcs12.serialize_key_and_certificates(b"a", key, cert, None, lock))
    plain = house.settings.model_copy(update={"sandbox": False})
    page = b"".join([certificates.printing.certificate(certificates.content(house, code(house, entry)))])
    assert pdf_signing.sign(page, plain, reason="x") is None
    for more in (
        {"sign_p12": str(p12), "sign_password": "secret"},
        {"sign_key": str(own), "sign_cert": str(own)},
    ):
        signed = pdf_signing.sign(page, plain.model_copy(update=more), reason="x")
        assert status(signed, own)[1].bottom_line
    for wrong in ({"sign_password": "no"}, {"sign_p12": str(tmp_path / "none.p12")}):
        bad = plain.model_copy(update={"sign_p12": str(p12), "sign_password": "secret", **wrong})
        with pytest.raises(Unfit, match="SIGN_P12"):
            pdf_signing.sign(page, bad, reason="x")


def test_a_key_of_another_certificate_or_one_that_has_run_out_signs_nothing(house, tmp_path):
    """What it signs nobody's reader would believe, and it would be kept for ever."""
    own, page = (
        pdf_signing.own(house.settings.data_dir),
        printing.roll({"title": "x", "said": "", "heads": ["x"], "rows": []}),
    )
    other, past = tmp_path / "other.pem", tmp_path / "past.pem"
    other.write_bytes(pdf_signing._made())
    with patch.object(pdf_signing, "real", lambda: real() - timedelta(days=366 * 11)):
        past.write_bytes(pdf_signing._made())
    plain = house.settings.model_copy(update={"sandbox": False})
    for key, cert, why in ((own, other, "不是一对"), (past, past, "过期")):
        bad = plain.model_copy(update={"sign_key": str(key), "sign_cert": str(cert)})
        with pytest.raises(Unfit, match=why):
            pdf_signing.sign(page, bad, reason="x")


def test_without_a_key_that_works_nothing_is_handed_out_and_it_is_said_why(house, app, people, entry):
    house.settings = house.settings.model_copy(update={"sign_p12": "/nowhere.p12"})
    with pytest.raises(Refused, match="certificate.signing"):
        certificates.pdf(house, code(house, entry))
    answer = app.test_client().get(f"/verify/{code(house, entry)}.pdf")
    assert answer.status_code == 503 and "证书现在签不了名" in answer.get_data(as_text=True)
    assert app.test_client().get(f"/verify/{code(house, entry)}").status_code == 200
    package = asked(house, people, kind="ceremony", is_made=False)
    assert packages.make(house, package, now=START) == "failed"
    assert "签名" in row(house, people, package).counts["why"]


def test_many_at_once_with_a_list_and_one_pdf_to_print(house, people, entry):
    other = collecting.approved(house, people, title="后勤锅炉补水自动控制小改造", owner="sun")
    with house.db.write() as tx:  # as if it had been approved before there were certificates
        tx.run(delete(table).where(table.c.entry == other))
    package = asked(house, people, kind="ceremony", about={"has_pictures": True})
    held = row(house, people, package)
    assert held.counts == {"certificates": 2, "issued": 1}
    with zipfile.ZipFile(house.files.path(held.place)) as found:
        assert found.testzip() is None
        assert found.namelist() == [
            "颁证名单.pdf", "颁证名单.xlsx", "全部证书（打印用）.pdf",
            "证书/AH24-Z000001 甲一.pdf", "预览图/AH24-Z000001 甲一.png", "证书/AH24-Z000003 甲一.pdf", "预览图/AH24-Z000003 甲一.png",
        ]  # fmt: skip
        whole = pikepdf.Pdf.open(io.BytesIO(found.read("全部证书（打印用）.pdf")))
        assert len(whole.pages) == 2
        assert found.read("预览图/AH24-Z000001 甲一.png").startswith(b"\x89PNG")
        assert status(found.read("证书/AH24-Z000003 甲一.pdf"), pdf_signing.own(house.settings.data_dir))[
            1
        ].bottom_line
        book = openpyxl.load_workbook(io.BytesIO(found.read("颁证名单.xlsx")))
        assert [cell.value for cell in book.active[3]][:4] == [
            "2",
            "AH24-Z000003",
            "后勤锅炉补水自动控制小改造",
            "甲一、乙二",
        ]


def test_a_course_gets_no_certificate_of_an_achievement(house, people):
    """N8 gives one to what was approved; a course is selected and published, and may be forwarded before that."""
    cast = roadshows.people(house, START)
    course, by = roadshows.course(house, cast, START), cast["auditor"]
    recommending.submit(house, [course], by=cast["officer"], now=START)
    with house.db.write() as tx:
        vetting.note_receipt(tx, course, "noted", received_at=START, by=by, now=START)
        vetting.tick(house, tx, course, rules.points(entries.load(house, tx, course).track), by=by, now=START)
        vetting.accept(house, tx, course, by=by, now=START)
    collecting.sent(house, people, asked(house, people), 1)
    assert collecting.state(house, course) == "forwarded"
    for more in ({}, {"track": "roadshow"}):
        with pytest.raises(Refused, match="package.ceremony.none"):
            asked(house, people, kind="ceremony", **more)
    made = collecting.approved(house, people)
    package = asked(house, people, kind="ceremony")
    assert row(house, people, package).counts == {"certificates": 1, "issued": 0}
    with house.db.read() as tx:
        assert [held.entry for held in tx.rows(select(table))] == [made]


def test_a_revoked_one_is_in_no_package_and_not_given_again(house, people, entry):
    mine = code(house, entry)
    certificates.pdf(house, mine)
    with house.db.write() as tx:
        reviews.revoke(house, tx, entry, "成果系抄袭", by=people["zhao"], now=START)
        tx.after_commit.clear()
    with pytest.raises(Refused, match="certificate.unknown"):
        certificates.pdf(house, mine)
    with pytest.raises(Refused, match="package.ceremony.none"):
        asked(house, people, kind="ceremony")
    with house.db.read() as tx:
        assert tx.value(select(table.c.reason)) == "成果系抄袭"
    assert packages.MAKERS.keys() == {"handover", "ceremony", "panel", "list"}
