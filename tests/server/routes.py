"""What each route is for, row by row, and how it is asked: whoever adds a route says here who gets through."""

import re
from base64 import b64encode

from core.adapters import ids
from tests.core.services.collecting import CAMPAIGN
from tests.server.leaking import PROVINCE, STAFF

# What each route is for ---------------------------------------------------------------------------------------------
# open: anybody, and it says nothing of anybody · code: who knows a code or signed address · me: signed in, own things only ·
# owner: the owner and helpers · reader: those, and staff that cover the entry once it was sent in · officer, officers: of the
# entry's unit, any · staff: any, own scope only · covering: staff that cover the entry · province: auditors and administrators ·
# over: those whose grant covers the unit · steward: administrators of it or of what lies above it · admin: administrators of everything · package: whoever sees all of the campaign ·
# sheet: officers of the very unit · course: a roadshow's course, and these are none (tests/server/console/test_roadshow.py) ·
# pair: two entries beside one another, and here is one twice (tests/server/console/test_comparing.py) ·
# sender: who sent the sheet in · viewer: whose view it is · platform: signed by WeChat · sandbox: there alone
EXPECTED = {
    "open": """
        api_docs archiving.blank blanks.listed blanks.one declared.campaign declared.campaign_list declared.industry_list
        declared.unit_list entries.bank_template entries.bank_template_in_word health.alive health.metrics health.ready openapi.spec
        pages.blank_forms pages.front pages.share pages.sign_out pages.upload pages.verify_form people.login people.take_link
        scanning.begin scanning.state static uploads.options console.sign_in console.take_sign_in console.invitation
        console.take_invitation pages.me""",
    "code": "pages.certificate_file pages.file pages.paper pages.verify fetching.ask fetching.unlock pages.answer pages.word pages.message pages.group pages.group_picture console.enter console.take_enter",
    "me": """
        entries.mine entries.start home.home me.agree me.data me.erase me.sign_out me.sent me.subscribe me.subscribed people.join
        people.join_code shares.accept colleagues.accept console.sign_out console.sign_out_everywhere console.account
        console.apply console.leave_seat console.take_apply console.withdraw_apply""",
    "owner": """
        banks.add banks.change banks.move banks.remove banks.start entries.act entries.answer
        entries.fix entries.remove entries.rename entries.upload_link importing.keep importing.preview shares.leave shares.offer
        uploads.create uploads.overridden uploads.patch uploads.state uploads.terminate""",
    "reader": """
        archiving.ask archiving.document archiving.state banks.document banks.judge banks.one banks.sheet entries.draft entries.files
        entries.letters entries.one shares.people""",
    "officer": "officer.confirm officer.send_back",
    "officers": "colleagues.group colleagues.invite officer.overview console.sheets",
    "sheet": "console.add_course console.say_shared console.sheet console.sheet_pdf console.submit_sheet",
    "course": """
        console.course console.course_removal console.course_step console.course_upload console.course_word
        console.decide_course console.receive_course console.save_item console.share_seal console.tick_course console.vet""",
    "pair": "console.compare",
    "staff": """
        console.ask_export console.campaign console.campaigns console.entries console.export console.exports console.home console.nowhere
        console.progress console.progress_sheet console.remind console.take_remind console.save_view console.bulk console.bulk_do""",
    "covering": """
        console.archive console.ask_archive console.clear_entry console.decide console.end_seat console.entry console.entry_form
        console.mail_again
        console.permit_entry console.tell_apart console.waive_seal console.mark_film console.unmark_film console.take_back
        console.hold console.let_go""",
    "province": """
        console.find_unit console.ask_package console.courses console.enter_mailed console.handover console.mailed console.panel
        console.verdicts console.undelivered console.release console.panel_apply console.panel_preview console.panel_sheet console.take_return
        console.units console.applications console.decide_application console.invitation_sheets""",
    "over": "console.unit_tree console.invitation_sheet console.invite console.permit_unit console.unit",
    "steward": "console.change_unit",
    "admin": """
        console.unit_template console.import_units console.look_units console.apply_units console.log
        console.log_csv console.log_xlsx console.switch console.broadcasts console.draft_broadcast console.release_broadcast""",
    "package": "console.package console.package_file console.package_sent",
    "sender": "console.apply_return console.returned",
    "viewer": "console.change_view",
    "platform": "wechat.receive wechat.receive_mini wechat.verify",
    "sandbox": "sandbox.clock sandbox.pending sandbox.mails sandbox.move",
}
KIND_OF = {endpoint: kind for kind, said in EXPECTED.items() for endpoint in said.split()}


def may(kind, role, target):
    """Whether a person of this role gets through such a route for this entry."""
    return {
        "open": True,
        "code": True,
        "me": role != "nobody",
        "owner": role in target.owners,
        "reader": role in target.readers,
        "officer": role.startswith("officer") and role in target.staff,
        "officers": role.startswith("officer"),
        "sheet": role.startswith("officer") and role in target.staff,
        "course": False,
        "pair": False,
        "staff": role in STAFF,
        "covering": role in target.staff,
        "province": role in PROVINCE,
        "over": role in PROVINCE & target.staff,
        "admin": role == "administrator",
        "steward": role == "administrator"
        or (role in ("administrator_b", "mixed") and "administrator_b" in target.staff),
        "package": role in ("auditor", "administrator", "mixed"),
        "sender": role == "auditor",
        "viewer": role == target.viewer,
        "platform": False,
        "sandbox": True,
    }[kind]


def addresses(rule, target):
    """Every address of a route, with the ids of this entry in it."""
    filled = rule.rule
    for key, value in target.ids.items():
        filled = re.sub(rf"<(?:string:)?{key}>", str(value), filled)
    filled = re.sub("<(?:campaign|key)>", CAMPAIGN, filled).replace("<track>", "innovation")
    filled = (
        filled.replace("<field>", "summary")
        .replace("<application>", ids.new())
        .replace("<other_id>", str(target.entry))
        .replace("<path:_rest>", "nowhere/at/all")
    )
    filled = (
        filled.replace("<name>", "none.docx")
        .replace("<signed>", "forged")
        .replace("<path:filename>", "icon.svg")
    )
    choice = re.search(r"<any\(([^)]*)\):\w+>", filled)
    made = [filled.replace(choice[0], one.strip()) for one in choice[1].split(",")] if choice else [filled]
    assert not [one for one in made if "<" in one], made
    return made


QUESTION = {"type": "单选", "stem": "问", "options": ["一", "二"], "answer": "A", "difficulty": "初级"}


def bodies(role):
    """A body that the route would take, by endpoint: a refusal is then about the person."""
    return {
        "archiving.ask": None,
        "banks.add": {"question": QUESTION},
        "banks.change": {"question": QUESTION},
        "banks.judge": {"question": QUESTION},
        "banks.move": {},
        "banks.start": {"field": "bank"},
        "colleagues.accept": {"code": "0" * 16},
        "entries.act": {},
        "entries.answer": {"value": "改"},
        "entries.fix": {"field": "photos"},
        "entries.rename": {"title": "改"},
        "entries.start": {"campaign": CAMPAIGN, "track": "innovation"},
        "entries.upload_link": {},
        "importing.keep": {"answers": [{"field": "summary", "value": "改", "seen": 0}]},
        "me.agree": {"campaign": CAMPAIGN, "version": 1},
        "me.sign_out": {"sure": True},
        "me.erase": {"sure": role == "nobody"},  # it would end the person, and with it the test
        "me.subscribe": {"answers": {}},
        "officer.confirm": {},
        "officer.send_back": {"reasons": {"title": "原因"}},
        "people.join": {"code": "000000"},
        "shares.accept": {"code": "0" * 16},
        "shares.offer": {"to_be": "helper"},
    }


def tus(target):
    """Headers with which an upload begins or goes on."""
    told = {"entry": target.entry, "field": "photos", "filename": "a.jpg"}
    said = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in told.items())
    return {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "1",
        "Upload-Offset": "0",
        "Upload-Metadata": said,
        "Content-Type": "application/offset+octet-stream",
        "X-HTTP-Method-Override": "PATCH",
    }
