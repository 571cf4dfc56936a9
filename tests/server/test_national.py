"""What a worker sees of the national platform: in chat, by the API, on their page; and where a certificate is verified."""

import zipfile
from html import unescape

import pytest

from core.adapters import sheets
from core.adapters.clock import START
from core.services import certificates, returning, reviews
from server import doors
from tests.core.services import collecting
from tests.core.services.collecting import CAMPAIGN
from tests.handlers.talking import Worker


@pytest.fixture
def people(house, tmp_path):
    return collecting.collect(house, tmp_path / "campaigns")


@pytest.fixture
def forwarded(house, people):
    entry = collecting.approved(house, people)
    collecting.sent(house, people, collecting.asked(house, people), 1)
    return entry


def said(house, people, tmp_path):
    """The national platform answers: number, verdict, certificate."""
    path = tmp_path / "back.xlsx"
    sheets.write_rows(
        path,
        [
            (
                "r",
                ("编号", "全国编号", "结果", "说明"),
                [("AH24-000001", "QG-2024-7", "入库", "评为优秀")],
            )
        ],
    )
    with zipfile.ZipFile(tmp_path / "back.zip", "w") as archive:
        archive.writestr("QG-2024-7.pdf", b"%PDF-1.7 national")
    with (tmp_path / "back.zip").open("rb") as stream:
        held = returning.keep(house, CAMPAIGN, path.read_bytes(), stream, by=people["zhao"], now=START)
    returning.apply(house, held, 1, by=people["zhao"], now=START)


def api(app, client, person, path):
    with app.test_request_context():
        token = doors.token_for(person)
    return client.get(path, headers={"Authorization": f"Bearer {token}"})


def test_forwarded_then_with_number_and_verdict(app, client, house, people, forwarded, tmp_path):
    worker = Worker(house, client, "o-sandbox-wang")
    told = worker.says("进度")
    assert "已转报全国平台" in told and "全国" in told and "全国编号" not in told
    shown = api(app, client, people["wang"], f"/api/v1/entries/{forwarded}").json
    assert (shown["state"], shown["state_text"], shown["national"]) == ("forwarded", "已转报全国平台", None)
    said(house, people, tmp_path)
    told = worker.says("进度")
    assert "已转报全国平台" in told and "全国编号 QG-2024-7\n全国结果：入库" in told
    shown = api(app, client, people["wang"], f"/api/v1/entries/{forwarded}").json
    assert shown["state_text"] == "已转报全国平台，全国编号 QG-2024-7，全国结果：入库"  # what the phone shows
    shown = shown["national"]
    assert {key: shown[key] for key in ("number", "verdict", "note")} == {
        "number": "QG-2024-7", "verdict": "入库", "note": "评为优秀",
    }  # fmt: skip
    given = client.get(shown["certificate"], buffered=True)
    assert given.data == b"%PDF-1.7 national" and given.headers["Content-Disposition"].startswith(
        "attachment"
    )
    assert api(app, client, people["sun"], f"/api/v1/entries/{forwarded}").status_code == 404


def own_page(client):
    return unescape(client.get("/me").get_data(as_text=True))


def test_their_own_page_says_it_too(client, house, people, forwarded, tmp_path):
    said(house, people, tmp_path)
    with client.session_transaction() as session:
        session["person"] = people["wang"]
    page = own_page(client)
    for words in ("已转报全国平台", "QG-2024-7", "结果：入库", "评为优秀", "全国证书", "查看证书"):
        assert words in page


def test_a_certificate_is_signed_where_it_is_verified_and_revoked_in_the_open(
    client, house, people, forwarded
):
    with house.db.read() as tx:
        code = certificates.of(tx, forwarded).code
    pdf = client.get(f"/verify/{code}.pdf")
    assert b"/ETSI.CAdES.detached" in pdf.data and pdf.data == client.get(f"/verify/{code}.pdf").data
    with house.db.write() as tx:
        reviews.revoke(house, tx, forwarded, "成果系抄袭", by=people["zhao"], now=START)
        tx.after_commit.clear()
    assert client.get(f"/verify/{code}.pdf").status_code == 410
    page = unescape(client.get(f"/verify/{code}").get_data(as_text=True))
    assert (
        "这份证书已经撤销，不再有效" in page and "成果系抄袭" not in page
    )  # the reason is the owner's, not the public's
    with client.session_transaction() as session:
        session["person"] = people["wang"]
    shown = own_page(client)
    assert "已撤销" in shown
