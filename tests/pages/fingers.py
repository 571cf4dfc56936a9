"""A button that is being pressed while its page is drawn anew: replaced between down and up, the press would be lost."""

from playwright.sync_api import expect
from sqlalchemy import select, update

from core.adapters.tables import attachments


def stays(page, house):
    """The button for all of them is the same one while their number changes: a check may end while it is being pressed."""
    with house.db.read() as tx:
        good, bad = tx.rows(select(attachments.c.id, attachments.c.facts).order_by(attachments.c.id))
    page.evaluate("window.pressed = document.querySelector('#item-photos .fix')")
    for facts, count in ((bad.facts, 2), (good.facts, 1)):
        with house.db.write() as tx:
            tx.run(update(attachments).where(attachments.c.id == good.id).values(facts=facts))
        page.evaluate("dispatchEvent(new Event('visibilitychange'))")  # somebody comes back to the page
        button = page.locator("#item-photos").get_by_role(
            "button", name=f"修正：一键修正 {count} 张照片的分辨率标注"
        )
        expect(button).to_be_visible()
        assert page.evaluate("pressed.isConnected")
