"""The sample program, built once, on a real sandbox; each test has a phone of its own, and ends without an error of the engine."""

import pytest

from tests.browsing import PATIENCE
from tests.miniprogram import compiling
from tests.miniprogram.handsets import Handset
from tests.miniprogram.serving import House, Sandbox


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("phone") / "built"
    assert compiling.build(compiling.SAMPLE, out) == []
    return out


@pytest.fixture(scope="session")
def backend():
    running = House()
    yield running
    running.close()


@pytest.fixture(scope="session")
def sandbox(backend, built, tmp_path_factory):
    running = Sandbox(backend, tmp_path_factory.mktemp("sandbox"), built)
    yield running
    running.close()


@pytest.fixture
def handset(chromium, sandbox, backend):
    """王师傅's phone with the sample; `handset.expected` are words of errors that this test provokes."""
    backend.forget()
    context = chromium.new_context(
        viewport={"width": 390, "height": 780}, device_scale_factor=2, locale="zh-CN", bypass_csp=True
    )
    context.set_default_timeout(PATIENCE)
    phone = Handset(context, sandbox.url)
    phone.expected = []
    yield phone.open()
    left = [fault for fault in phone.errors if not any(word in fault for word in phone.expected)]
    phone.leave()
    assert left == []
