"""Words of reminders that are the same in every campaign; what a reminder itself says stands in its campaign file."""

SENTENCES = {
    "message.phrase.reminder": "待办提醒",
    "reminder.left.days": "还有 {days} 天",
    "reminder.left.tomorrow": "明天是最后一天",
    "reminder.left.today": "今天是最后一天",
    "reminder.left.later": "请抓紧办理",
    "reminder.name": "《{title}》",
    "reminder.name.none": "还没起名的一项",
    "reminder.name.until": "{name}（{day}前改好）",
    "reminder.names.more": "{names}等 {count} 项",
    "reminder.lacking": "{unit}还差 {count} 项",
}
