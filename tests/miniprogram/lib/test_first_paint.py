"""The first useful paint waits for few answers; how long it takes on a weak phone is measured by benchmarks/phone.py."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.story]
FAST = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1, "offline": False}


@pytest.mark.parametrize(("is_kept", "most"), [(False, 2), (True, 1)], ids=["first", "again"])
def test_home_and_form_are_painted_after_two_requests_at_most(worker, is_kept, most):
    for url, useful in (
        ("pages/home/home", ".card"),
        (f"pages/form/form?entry={worker.entry}&at=0", ".field"),
    ):
        seen = worker.phone.painted(url, useful, cpu=1, network=FAST, kept=is_kept)
        assert seen["requests"] <= most, url
