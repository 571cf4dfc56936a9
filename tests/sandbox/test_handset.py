"""The phone's files, told for each person."""

import json

from sandbox import handset
from tests.fakes import WANG


def test_the_committed_phone_is_served_for_each_person(api):
    page = api.client.get(f"/mini/{WANG}/index.html", buffered=True)
    assert page.status_code == 200 and b"engine.js" in page.data
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    for file in ("engine.js", "engine.css", "data.js", "app.js"):
        answer = api.client.get(f"/mini/{WANG}/{file}", buffered=True)
        assert answer.data == (handset.BUILT / file).read_bytes()
    assert api.client.get(f"/mini/{WANG}/../../app.py").status_code == 404
    assert api.client.get("/mini/nobody/index.html").status_code == 404
    assert api.client.get("/mini/nobody/setup.js").status_code == 404


def test_a_phone_is_told_whose_it_is_where_the_house_is_and_the_time(api, listener):
    answer = api.client.get(f"/mini/{WANG}/setup.js")
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.text.removeprefix("window.__phoneSetup = "))
    assert told == {
        "person": WANG,
        "appId": api.settings.mini_app_id,
        "hosts": [
            [listener.address, "/house"],
            [listener.address.replace("127.0.0.1", "localhost"), "/house"],
            ["https://*", "/house"],
        ],
        "ext": {"server": listener.address},
        "codes": f"/phone/{WANG}",
        "now": "2024-05-13T09:00:00+08:00",
        "asks": True,
    }
