"""What a worker orders: going on, back, putting off, looking, sending in (core/domain/orders.py has their words)."""

from collections.abc import Callable

from core.domain import drafting, fieldtypes, flow, moves, phrases, windows
from core.domain.refusals import Refused
from core.domain.zi import zi
from core.services import acts, answering, campaigns, links, reach, scanning
from core.services.entries import Entry
from handlers import asking, replying, starting
from handlers.talk import Talk, say


def go_on(talk: Talk) -> str:
    """继续: the item being asked, else the next open one; what was put off comes back."""
    entry = talk.entry
    if entry is None:
        return starting.choose_or_start(talk)
    if entry.state not in moves.EDITABLE:
        if starting.has_open(talk):
            return starting.choose_or_start(talk)
        return say("hear.not_editable", name=entry.name, state=entry.state_text)
    if (back := starting.came_back(talk)) is not None:
        return back
    late, said = asking.over(talk, entry), _on(talk, entry)
    return f"{late}\n\n{said}" if late and late not in said else said


def _on(talk: Talk, entry: Entry) -> str:
    """What 继续 says of the entry in hand."""
    if talk.asked is None:
        return _first_faulty(talk)
    if not fieldtypes.is_blank(entry.answers.get(talk.asked.key)):
        return _after_current(talk)
    if fieldtypes.TYPES[talk.asked.type].has_files:
        return f"{say('hear.nothing.yet', label=talk.asked.label)}\n\n{asking.ask(talk, talk.asked)}"
    return asking.ask(talk, talk.asked)


def asked_again(talk: Talk) -> str:
    """The question of the item being asked, as it stands."""
    return asking.ask(talk, talk.asked) if talk.asked else go_on(talk)


def _after_current(talk: Talk) -> str:
    assert talk.entry is not None and talk.asked is not None
    if faults := talk.faults(talk.asked.key):
        return "\n".join([*faults[:3], "", asking.ask(talk, talk.asked)])
    return "\n".join([*asking.advice(talk, talk.asked), asking.following(talk)])


def _first_faulty(talk: Talk) -> str:
    """All were asked once: what was returned, else the first item that still lacks something."""
    entry = talk.entry
    assert entry is not None
    if entry.state == "returned":
        return f"{asking.returned(talk)}\n\n{asking.following(talk)}"
    if flow.next_field(entry.track, entry.answers, skipped=entry.row.skipped) is not None:
        return asking.following(talk)
    missing = flow.progress(entry.track, entry.findings()).missing
    if not missing:
        return asking.finished(talk)
    answering.clear_skipped(talk.tx, entry.id)
    talk.go(entry.id, missing[0])
    field = entry.track.by_key[missing[0]]
    return "\n".join([*talk.faults(field.key)[:3], "", asking.ask(talk, field)])


def done(talk: Talk) -> str:
    """好: this item is finished."""
    if talk.asked is None or talk.entry is None:
        return go_on(talk)
    if fieldtypes.is_blank(talk.entry.answers.get(talk.asked.key)):
        return skip(talk)
    if faults := talk.faults(talk.asked.key):
        return "\n".join([*faults[:5], "请改好再回复“好”，或回复“跳过”以后再改。"])
    return "\n".join([*asking.advice(talk, talk.asked), asking.following(talk)])


def back(talk: Talk) -> str:
    if talk.entry is None or talk.entry.state not in moves.EDITABLE:
        return go_on(talk)
    field = flow.before(talk.entry.track, talk.asked.key if talk.asked else None)
    if field is None:
        assert talk.asked is not None
        return f"{say('hear.first')}\n\n{asking.ask(talk, talk.asked)}"
    talk.go(talk.entry.id, field.key)
    return asking.ask(talk, field)


def skip(talk: Talk) -> str:
    if talk.asked is None or talk.entry is None:
        return go_on(talk)
    label, key = talk.asked.label, talk.asked.key
    answering.put_off(talk.tx, talk.entry, key)
    entry_id = talk.entry.id
    talk.go(None, None)
    talk.go(entry_id, None)
    return f"{say('hear.skipped', label=label)}\n\n{asking.following(talk, after=key)}"


def rewrite(talk: Talk) -> str:
    """重写: an empty item again."""
    if talk.asked is None or fieldtypes.TYPES[talk.asked.type].has_files:
        return go_on(talk)
    talk.save(talk.asked.key, None)
    talk.cursor = {}
    return say("hear.cleared", label=talk.asked.label)


def compose(talk: Talk) -> str:
    """拼一份: a first draft of this text from what was answered before (notice A2.9); what stands there is not touched."""
    if talk.asked is None or talk.entry is None:
        return go_on(talk)
    field, entry = talk.asked, talk.entry
    text = drafting.compose(field, entry.track, entry.answers, known=entry.known)
    if not text:
        return say("hear.composed.none")
    if not fieldtypes.is_blank(entry.answers.get(field.key)):
        return asking.ask(talk, field)
    talk.save(field.key, text)
    return say("hear.composed", label=field.label, measured=zi(text), text=text)


def goto(talk: Talk, number: int) -> str:
    entry = talk.entry
    if entry is not None and entry.state in moves.LIVE and entry.state not in moves.EDITABLE:
        code = "bot.locked.submitted" if entry.state == "submitted" else "bot.locked"
        return say(code, name=entry.name, state=entry.state_text)
    if entry is None or entry.state not in moves.EDITABLE:
        return go_on(talk)
    if not 1 <= number <= len(entry.track.asked):
        return say("bot.no.item", number=number, total=len(entry.track.asked))
    key = entry.track.asked[number - 1]
    talk.go(entry.id, key)
    return asking.ask(talk, entry.track.by_key[key])


def preview(talk: Talk) -> str:
    """Every item on a line, as much of each as a reply holds; the whole text stands on the page."""
    entry = talk.entry
    if entry is None:
        return starting.choose_or_start(talk)
    url = talk.link()
    for width, most in ((40, 8), (20, 5), (12, 3), (6, 2)):
        told = _previewed(talk, url, width=width, most=most)
        if len(told.encode()) <= replying.LONGEST:
            break
    return told


def _previewed(talk: Talk, url: str, *, width: int, most: int) -> str:
    entry = talk.entry
    assert entry is not None
    rows = [say("hear.preview.head", name=entry.name)]
    for number, key in enumerate(entry.track.asked, 1):
        shown = " ".join(entry.text(key).split()) or say("hear.preview.none")
        rows.append(f"{number}. {entry.track.by_key[key].label}：{_cut(shown, width)}")
    rows.append(say("hear.more", url=url))
    if entry.state not in moves.EDITABLE:
        return "\n".join([*rows, say("hear.preview.state", state=entry.state_text)])
    is_ready = flow.progress(entry.track, entry.findings()).is_complete and not asking.over(talk, entry)
    return "\n".join([*rows, say("hear.ready") if is_ready else asking.finished(talk, most=most)])


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def submit(talk: Talk) -> str:
    if talk.entry is None:
        return starting.choose_or_start(talk)
    try:
        with talk.tx.attempt():
            sent = acts.submit(talk.house, talk.tx, talk.entry.id, by=talk.person, now=talk.now)
    except Refused as refused:
        if refused.code != "entry.incomplete":
            return refused.sentence
        lines = "\n".join(f"· {finding.sentence}" for finding in refused.findings[:8])
        return say("hear.missing", count=len(refused.findings), list=lines)
    talk.go(sent.id, None)
    return say("hear.submitted", number=sent.row.number)


def recall(talk: Talk) -> str:
    if talk.entry is None:
        return starting.choose_or_start(talk)
    acts.recall(talk.house, talk.tx, talk.entry.id, by=talk.person, now=talk.now)
    talk.go(talk.entry.id, None)
    talk.again()
    return f"已撤回，可以修改了。改好后回复“提交”。\n\n{preview(talk)}"


def thanks(talk: Talk) -> str:
    return say("hear.thanks")


def deadline(talk: Talk) -> str:
    rows = []
    running = reach.running(
        talk.house, talk.tx, talk.person, now=talk.now, entry=talk.entry and talk.entry.id
    )
    for campaign, track in running:
        window = windows.window(campaign, track.key)
        assert window is not None
        entry = talk.entry  # a late permit of theirs counts
        if entry is not None and (entry.row.campaign, entry.track.key) == (campaign.key, track.key):
            closes = reach.end_of_entry(talk.tx, entry) or window.closes
        else:
            closes = reach.end_of_person(talk.tx, campaign, window, talk.person)
        if talk.now < window.opens:
            left = say("hear.deadline.early", opens=f"{window.opens.month}月{window.opens.day}日")
        elif talk.now >= closes:
            left = say("hear.deadline.over")
        else:
            days = windows.days_left(closes, now=talk.now)
            left = say("hear.deadline.left", days=days) if days else say("hear.deadline.today")
        rows.append(say("hear.deadline", track=track.title, closes=windows.last_day(closes), left=left))
    return "\n".join(rows) or say("hear.none.running")


def templates(talk: Talk) -> str:
    blanks = f"{talk.house.settings.origin}/blanks"
    if talk.entry is None:
        return say("hear.templates.blank", blanks=blanks)
    return say("hear.templates", url=talk.link(), blanks=blanks)


def bind(talk: Talk) -> str:
    code = links.join_code(talk.tx, talk.person, now=talk.now)
    return say("hear.join", code=code, minutes=links.JOIN_MINUTES)


def join(talk: Talk, code: str) -> str:
    talk.person = links.join(talk.tx, code, by=talk.person, now=talk.now)
    return say("hear.joined")


def sign_in(talk: Talk) -> str:
    """登录: it was I who scanned the code on a computer's screen."""
    door = scanning.confirm(talk.tx, by=talk.person)
    return say("hear.signin.done", door=say(f"hear.signin.{door}"))


def wording(key: str) -> Callable[[Talk], str]:
    """A text of the campaign, else the house's own."""

    def told(talk: Talk) -> str:
        for campaign, _track in campaigns.running(talk.house, talk.tx, now=talk.now):
            if campaign.wording.get(key):
                return campaign.wording[key]
        return phrases.say(f"wording.{key}")

    return told
