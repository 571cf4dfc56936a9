"""Every limit of the platform, met with the platform's own words."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.running import until

pytestmark = pytest.mark.browser

HOST = "https://sample.example"
HELD = f"{HOST}/api/wait?ms=60000"  # answered when the test says so


def stopped(handset):
    """Opens the program anew; from now on no time passes on this phone but by `run_for`."""
    noon = datetime(2024, 5, 13, 12, tzinfo=UTC)
    handset.page.clock.install(time=noon)
    handset.open()
    handset.page.clock.pause_at(noon + timedelta(hours=1))


def test_a_request_is_sent_and_answered_as_wechat_does(handset):
    told = {"url": f"{HOST}/api/echo?a=1", "data": {"b": "二"}, "header": {"X-Mine": "3", "Referer": "no"}}
    answer = handset.wx("request", told)
    assert (answer["errMsg"], answer["statusCode"], answer["cookies"]) == ("request:ok", 200, [])
    assert answer["header"]["Content-Type"] == "application/json"
    got = answer["data"]
    assert (got["method"], got["path"]) == ("GET", "/api/echo?a=1&b=%E4%BA%8C")
    assert (got["headers"]["x-mine"], "referer" in got["headers"], "cookie" in got["headers"]) == ("3", False, False)  # fmt: skip
    posted = handset.wx("request", {"url": f"{HOST}/api/echo", "method": "POST", "data": {"a": [1]}})["data"]
    assert (posted["body"], posted["headers"]["content-type"]) == ('{"a":[1]}', "application/json")
    assert handset.wx("request", {"url": f"{HOST}/api/text"})["data"] == "不是 JSON"
    assert handset.wx("request", {"url": f"{HOST}/api/nowhere"})["statusCode"] == 404


def test_bytes_go_up_and_come_down_unchanged(handset, backend):
    size = handset.script(
        "const data = new Uint8Array(given).map((_, index) => index % 251).buffer;"
        "await new Promise((done) => wx.request({ url: 'https://sample.example/api/put?at=0', method: 'POST', data,"
        " header: { 'X-HTTP-Method-Override': 'PATCH', 'content-type': 'application/offset+octet-stream' }, complete: done }));"
        "const { data: back } = await new Promise((done) => wx.request({ url: 'https://sample.example/api/big?bytes=1000', responseType: 'arraybuffer', complete: done }));"
        "return back.byteLength",
        300_000,
    )
    assert size == 1000
    assert backend.kept == bytes(index % 251 for index in range(300_000))
    [(_method, _path, headers, _body)] = [call for call in backend.seen if call[1].startswith("/api/put")]
    assert headers["x-http-method-override"] == "PATCH"


@pytest.mark.parametrize("method", ["PATCH", "patch", "BREW"])
def test_there_is_no_patch(handset, backend, method):
    handset.open()
    before = len(backend.seen)
    answer = handset.wx("request", {"url": f"{HOST}/api/echo", "method": method})
    assert answer == {"errMsg": f"request:fail method is invalid: {method}"}
    assert [call for call in backend.seen[before:] if "/api/echo" in call[1]] == []


def test_a_file_is_uploaded_as_a_form_with_its_progress_up_to_ten_megabytes(handset, backend):
    handset.do(
        "choose", [{"name": "a.bin", "size": 2_000_000}], [{"name": "b.bin", "size": 10 * 1024**2 + 1}]
    )
    told = handset.script(
        """const pick = async () => (await wx.chooseMessageFile({ count: 1 })).tempFiles[0].path
        const send = (filePath, heard) => new Promise((done) => { const task = wx.uploadFile({ url: 'https://sample.example/api/echo?up', filePath, name: 'file',
          formData: { entry: 'E1' }, complete: done }); task.onProgressUpdate((told) => heard.push(told.progress)) })
        const heard = []; const first = await send(await pick(), heard); const second = await send(await pick(), [])
        return { text: typeof first.data, status: first.statusCode, last: heard.at(-1), refused: second.errMsg }"""
    )
    assert told == {
        "text": "string", "status": 200, "last": 100, "refused": f"uploadFile:fail file size {10 * 1024**2 + 1} is over 10 MB",
    }  # fmt: skip
    [(method, _path, headers, body)] = [call for call in backend.seen if call[1] == "/api/echo?up"]
    assert method == "POST" and headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="entry"\r\n\r\nE1\r\n' in body and len(body) > 2_000_000


def test_ten_requests_run_at_once_and_the_others_wait(handset, backend):
    handset.script(
        "window.ended = []; for (let i = 0; i < 25; i += 1)"
        " wx.request({ url: `${given}&i=${i}`, complete: ({ errMsg }) => ended.push(errMsg) })",
        HELD,
    )
    until(lambda: backend.most_at_once > 1, what="the house has several at once")
    backend.release()
    handset.page.wait_for_function("window.ended.length === 25")
    assert handset.page.evaluate("window.ended") == ["request:ok"] * 25
    assert handset.do("counters")["calls"]["mostAtOnce"] == 10
    assert 1 < backend.most_at_once <= 10  # a browser opens six connections to one HTTP/1.1 server


def test_uploads_and_downloads_take_the_same_ten_places(handset):
    handset.script(
        "window.calls = [...Array(4).keys()].flatMap(() => [wx.request({ url: given }), wx.downloadFile({ url: given }),"
        " wx.uploadFile({ url: given, filePath: 'wxfile://nowhere', name: 'f' })])",
        HELD,
    )
    handset.page.wait_for_function(
        "__phone.counters().calls.atOnce === 8 && !__phone.counters().calls.waiting"
    )


def test_a_request_ends_after_its_time_and_after_sixty_seconds_at_the_latest(handset):
    told = {"url": HELD, "timeout": 100}
    assert handset.wx("request", told) == {"errMsg": "request:fail timeout", "errno": 5}
    stopped(handset)
    handset.script(
        "window.ended = {}; for (const timeout of [undefined, 90000])"
        " wx.request({ url: given, timeout, fail: ({ errMsg }) => { ended[timeout] = errMsg } })",
        HELD,
    )
    handset.page.clock.run_for(59_000)
    assert handset.page.evaluate("window.ended") == {}
    handset.page.clock.run_for(1_500)
    handset.page.wait_for_function("Object.keys(window.ended).length === 2")
    assert handset.page.evaluate("window.ended") == {
        "undefined": "request:fail timeout",
        "90000": "request:fail timeout",
    }


def test_an_aborted_request_is_really_aborted_running_or_waiting(handset, backend):
    handset.rests()
    handset.script(
        "window.ended = []; window.tasks = Array.from({ length: 12 }, (_, index) => wx.request({ url: `${given}&i=${index}`, complete: ({ errMsg }) => ended.push(errMsg) }))",
        HELD,
    )
    until(lambda: [call for call in backend.seen if call[1].endswith("i=0")], what="the first is running")
    handset.script("tasks[0].abort(); tasks[11].abort()")
    backend.release()
    handset.page.wait_for_function("window.ended.length === 12")
    ended = handset.page.evaluate("window.ended")
    assert sorted(ended) == ["request:fail abort"] * 2 + ["request:ok"] * 10
    assert [path for _method, path, *_ in backend.seen if path.endswith("i=11")] == []
    assert handset.do("counters")["calls"]["atOnce"] == 0


def test_a_foreign_or_wrong_address_is_refused(handset):
    assert handset.wx("request", {"url": "nowhere"}) == {
        "errMsg": 'request:fail invalid url "nowhere"',
        "errno": 600009,
    }
    handset.page.evaluate("__phone.setup.domains = ['https://sample.example']")
    assert handset.wx("request", {"url": "https://other.example/api/echo"}) == {
        "errMsg": "request:fail url not in domain list",
        "errno": 600002,
    }


def test_a_line_that_is_cut_fails_what_runs_and_what_comes(handset):
    handset.script(
        "window.ended = []; window.heard = []; wx.onNetworkStatusChange((told) => heard.push(told));"
        "wx.request({ url: given, fail: ({ errMsg }) => ended.push(errMsg) })",
        HELD,
    )
    handset.do("cut")
    handset.page.wait_for_function("window.ended.length")
    lost = "request:fail net::ERR_INTERNET_DISCONNECTED"
    assert handset.page.evaluate("window.ended") == [lost]
    assert handset.wx("request", {"url": f"{HOST}/api/echo"})["errMsg"] == lost
    assert handset.wx("login")["errMsg"] == "login:fail net::ERR_INTERNET_DISCONNECTED"
    assert handset.wx("getNetworkType")["networkType"] == "none"
    handset.do("restore", "4g")
    assert handset.wx("request", {"url": f"{HOST}/api/echo"})["errMsg"] == "request:ok"
    assert handset.page.evaluate("window.heard") == [
        {"isConnected": False, "networkType": "none"},
        {"isConnected": True, "networkType": "4g"},
    ]


PUT = (
    "const data = new Uint8Array(given.size).map((_, index) => index % 251).buffer;"
    "return new Promise((done) => wx.request({ url: `https://sample.example/api/put?at=${given.at}`, method: 'POST', data, complete: done }))"
)


@pytest.mark.parametrize("at", [1, 65_536, 199_999])
def test_a_line_cut_at_a_byte_lets_just_so_many_through(handset, backend, at):
    handset.do("cutAfter", at)
    answer = handset.script(PUT, {"size": 200_000, "at": 0})
    assert answer["errMsg"] == "request:fail net::ERR_INTERNET_DISCONNECTED"
    until(lambda: len(backend.kept) >= at, what="the house has read what went through")
    assert backend.kept == bytes(index % 251 for index in range(at))
    assert handset.wx("getNetworkType")["networkType"] == "none"
    handset.do("restore")
    assert handset.script(PUT, {"size": 200_000, "at": 0})["data"] == {"bytes": 200_000}


def test_an_answer_can_be_lost_though_the_house_has_acted(handset, backend):
    handset.rests()
    handset.do("cutAfter", 0, "down")
    answer = handset.script(PUT, {"size": 5000, "at": 0})
    assert answer["errMsg"] == "request:fail net::ERR_INTERNET_DISCONNECTED"
    until(lambda: len(backend.kept) == 5000, what="the house has read it all")


def test_after_five_seconds_in_the_background_calls_are_interrupted_and_new_ones_wait(handset):
    stopped(handset)
    handset.script(
        "window.ended = []; wx.request({ url: given, complete: ({ errMsg }) => ended.push(errMsg) })", HELD
    )
    handset.do("lock")
    handset.page.clock.run_for(4_900)
    assert handset.page.evaluate("window.ended") == []
    handset.page.clock.run_for(200)
    handset.page.wait_for_function("window.ended.length === 1")
    handset.script(
        "wx.request({ url: given, complete: ({ errMsg }) => ended.push(errMsg) })", f"{HOST}/api/echo"
    )
    assert handset.do("counters")["calls"]["waiting"] == 1
    handset.do("unlock")
    handset.page.wait_for_function("window.ended.length === 2")
    assert handset.page.evaluate("window.ended") == ["request:fail interrupted", "request:ok"]


def test_what_the_phone_lacks_is_no_function(handset):
    assert handset.script("return [typeof wx.startBluetoothDevicesDiscovery, typeof wx.request, wx.canIUse('createMap')]") == ["undefined", "function", False]  # fmt: skip


def test_subscribing_needs_a_tap_and_at_most_five(handset):
    assert handset.wx("requestSubscribeMessage", {"tmplIds": list("abcdef")}) == {
        "errMsg": "requestSubscribeMessage:fail the number of tmplIds exceeds the limit",
        "errCode": 20003,
    }
    assert handset.wx("requestSubscribeMessage", {"tmplIds": ["a"]}) == {
        "errMsg": "requestSubscribeMessage:fail can only be invoked by user TAP gesture.",
        "errCode": 10005,
    }


def test_payloads_of_thirty_two_kilobytes_and_undefined_fields_are_errors(handset):
    handset.expected += ["setData of pages/list/list"]
    handset.script("__phone.page().setData({ a: 'x'.repeat(32 * 1024 - 8) })")
    assert handset.errors == ["setData of pages/list/list: 32768 bytes, must stay under 32768 (a)"]
    handset.script("__phone.page().setData({ b: undefined })")
    assert handset.errors[1:] == ['setData of pages/list/list: "b" is undefined']
    assert handset.do("counters")["payloads"]["largest"] == 32768
