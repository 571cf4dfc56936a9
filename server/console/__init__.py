"""The console of officers, auditors and administrators: pages in Chinese, whole without scripts."""

from server.console import (
    account,
    admitting,
    applying,
    archiving,
    auditing,
    broadcasts,
    bulk,
    campaigning,
    comparing,
    courses,
    coursing,
    deciding,
    detail,
    entering,
    exporting,
    faults,
    filming,
    gate,
    handing,
    home,
    inviting,
    lists,
    mailing,
    mailing_in,
    open_pages,
    overseeing,
    panel,
    progressing,
    recommending,
    returned,
    signing,
    turning,
    undelivered,
    unit_tree,
    verdicting,
    viewing,
    waivers,
)
from server.console.room import bp

gate.register(bp)
faults.register(bp)
for views in (signing, inviting, entering, home, lists, detail, deciding, overseeing, exporting, archiving):
    views.register(bp)
for views in (mailing, handing, returned, auditing, campaigning, broadcasts, progressing, unit_tree):
    views.register(bp)
for views in (account, applying, admitting):
    views.register(bp)
for views in (recommending, courses, coursing, panel, mailing_in, verdicting, filming, waivers, comparing):
    views.register(bp)
for views in (turning, open_pages, viewing, bulk, undelivered):
    views.register(bp)

__all__ = ["bp"]
