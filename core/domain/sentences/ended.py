"""What an entry says of itself when the time to send it in is over, on every screen that its owner has open."""

SENTENCES = {
    "entry.ended.draft": "提交已经截止，现在交不上去。填过的都在。确有原因要补报的，请找单位工会，由上级工会准予延期。",
    "entry.ended.returned": "改正的期限已经过了，现在交不上去。填过的都在。有疑问请找单位工会。",
}
