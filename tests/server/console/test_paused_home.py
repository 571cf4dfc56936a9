"""Who opens the console while sending is paused reads it on the first page, where nobody who forgot it would look further."""

from core.services import pausing


def test_the_first_page_of_the_province_says_that_sending_is_paused(house, browser, people, now):
    said = "消息发送已暂停"
    assert said not in browser("auditor").see("/console/")
    with house.db.write() as tx:
        pausing.pause(tx, why="演练", by=people["auditor"], now=now)
    page = browser("auditor").see("/console/")
    assert said in page and "演练" in page and 'href="/console/campaigns"' in page
    assert said not in browser("officer").see("/console/"), "what an officer cannot change"
