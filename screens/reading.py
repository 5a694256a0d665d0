"""What readers of messages to many see when they press: it was noted, or comes no more."""

from __future__ import annotations

from community.notices import Topic
from messengers.screen import Screen
from screens import presses
from screens.navigation import button, menu


def noted(is_counted: bool) -> Screen:
    if not is_counted:
        return Screen("✅ Так это увидят получатели. Сейчас отметка не считается.", [[menu()]], kept=True)
    text = "✅ Отмечено: вы приняли к сведению. Спасибо!"
    return Screen(text, [[menu()]], kept=True, toast="Отмечено")


def no_more(topic: Topic) -> Screen:
    """With the way back."""
    again = button("🔔 Получать снова", presses.MuteTopic(topic=topic.value, muted=False))
    calendar = button("📅 Мероприятия", presses.Calendar(of="all", id="-", page=0))
    if topic is Topic.EVENTS:
        text = "🔕 Анонсы мероприятий больше не приходят. Всё, что впереди, видно в разделе «Мероприятия»."
        return Screen(text, [[again], [calendar, menu()]])
    text = "🔕 Новости больше не приходят. Ответы вам, напоминания и всё, что касается лично вас, придут как прежде."
    return Screen(text, [[again], [menu()]])
