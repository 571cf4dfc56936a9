"""What is said at the auditor's desk: decisions told later, two who decide at once, marks in films, seals with a slip."""

SENTENCES = {
    "verdict.held": "{who}已在 {at} 记下“{act}”，还没有公布，所以这次没有执行。要改，请先在本页撤回那个决定，或与{who}商量。",
    "verdict.going": "这个决定正在公布，不能再改。请等公布完成；确需更正的，通过后可以撤销，退回的可以再次办理。",
    "verdict.counts": "现在要公布的是 {count} 项，和您确认的 {told} 项不一样，所以没有公布。请看一下最新的数目，再确认。",
    "verdict.total": "要公布的总数是 {total} 项，您填的是 {typed}，所以没有公布。请核对各类的数目，把总数填准再公布。",
    "verdict.none": "没有要公布的决定，什么都没有发出。请先在申报页上选“先记下”，再来公布。",
    "verdict.decider": "{who}已没有审核这份申报的权限，{at} 记下的“{act}”没有公布。请打开申报，同意的自己再记一次，不同意的撤回或改记。",
    "decide.overtaken": "{who}已在 {at} 办理“{act}”，您这次的操作没有执行，没有覆盖。请看下面的最新内容；有不同意见请与{who}商量。",
    "mark.film.unknown": "这个视频已经换过或不在这份申报里，时间点没有记下。请刷新页面，在现在的视频上再标。",
    "mark.time.outside": "视频一共 {length}，时间点 {said} 不在里面，没有记下。请按“分:秒”填写，例如 1:05。",
    "mark.note.missing": "时间点没有写说明，没有记下。请写明这里有什么要看的，不超过 200 字。",
    "mark.full": "一个视频最多标 {most} 个时间点，没有再记。请先删去不用的。",
    "waiver.none": "这张盖章件和现在的内容一致，或不是这份申报的，没有什么要认可。请刷新页面看最新的核对结果。",
    "waiver.reason.missing": "认可盖章件要写明理由，没有记下。请写明改动为什么不影响意思。",
    "waiver.state": "这份申报现在是“{state}”，不用认可盖章件。请在待确认、待审核时办理。",
    "paper.verdict.waived": "《{title}》盖章之后改过：{changes}；审核员认可不影响意思，这一张盖章有效",
    "message.accepted": "贵单位推荐的路演课程“{title}”（{number}）已受理，等待专家评议。进展可在后台“路演”里看。",
    "message.selected": "贵单位推荐的路演课程“{title}”（{number}）入选了。接下来会发布为微课堂，请留意通知。",
    "message.passed_over": "贵单位推荐的路演课程“{title}”（{number}）这次没有入选，评议已经结束，感谢推荐。有疑问请联系省级工会。",
    "told.course.returned": "贵单位推荐的路演课程“{title}”（{number}）被退回补正，请在 {answer_by} 前改好重新提交：\n{reasons}\n请到后台“路演”里打开这门课程修改。",
}
