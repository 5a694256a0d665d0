from __future__ import annotations

from datetime import datetime
from typing import Any

from community import group_refusals, refusals, request_refusals
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import joining, parents, presses
from screens.composing_refusals import COMPOSING
from screens.meeting_refusals import MEETINGS
from screens.navigation import back, button, menu
from screens.words import esc, full_day, short

OF_ACCOUNTS: dict[type[refusals.Refusal], str] = {
    refusals.CodeSpent: "Этот код уже не действует. Получите новый в прежнем аккаунте.",
    refusals.AccountGone: "Этот аккаунт с вашим профилем уже не связан.",
    refusals.LastAccount: "Это единственный ваш аккаунт здесь: отвязать его нельзя.",
}

_APPLY = ("🙋 Подать заявку", presses.BecomeMentor())
_MENTORS = ("🤝 Мой наставник", presses.MyMentors(page=0))
_MENTEES = ("🤝 Мои подопечные", presses.MyMentees(page=0))
_TOGETHER = ("👥 Группы, команды", presses.Together())
MENTORING: dict[type[refusals.Refusal], Any] = {
    refusals.AlreadyMentor: (
        "Вы уже подтверждены, заявка не нужна.",
        ("🙋 Моя карточка", presses.MyMentoring()),
    ),
    refusals.AlreadyApplied: (
        "Заявка уже отправлена, второй раз не нужно.",
        ("🙋 Моя заявка", presses.BecomeMentor()),
    ),
    refusals.NotAMentor: ("Это для тех, чья заявка в наставники подтверждена.", _APPLY),
    refusals.TooEarly: (
        "На этом основании стажа пока не хватает. Посмотрите другие.",
        ("🙋 Другое основание", presses.ApplyStep(step="ground")),
    ),
    refusals.ApplicationGone: ("Эта заявка больше не ждёт ответа.",),
    refusals.OwnApplication: ("Это ваша собственная заявка: её рассмотрит кто-то из коллег.",),
    refusals.InvitationGone: (
        "Это приглашение уже использовано или устарело. Подать заявку можно и без него.",
        _APPLY,
    ),
    refusals.PlanGone: (
        "Этот план уже сохранён или устарел. Если нужно, пришлите файл ещё раз.",
        ("📥 Загрузить план", presses.LoadPlan()),
    ),
    refusals.MentorRequestGone: ("Этого запроса больше нет.", _MENTORS),
    refusals.RequestSettled: ("На этот запрос уже ответили, или он отозван. Отвечать не нужно, спасибо!", _MENTEES),
    refusals.MentorHasNoRoom: (
        "Все места у вас уже заняты. Увеличьте число подопечных в своей карточке или ответьте «Сейчас не могу».",
        ("🙋 Моя карточка", presses.MyMentoring()),
    ),
    request_refusals.RequestMovedOn: (
        "За это время с запросом что-то решили: он у наставника или закрыт.",
        ("🔔 Требует внимания", presses.Attention(page=0)),
    ),
    request_refusals.MentorOutOfReach: (
        "Здесь спросить не получится: пауза, нет свободного места, пара уже есть или ответ уже был. Выберите другого.",
        ("🔔 Требует внимания", presses.Attention(page=0)),
    ),
    request_refusals.QuestionSettled: (
        "Ответ уже не нужен: запрос решился без него или уже у другого наставника.",
        _MENTORS,
    ),
    refusals.MentorshipGone: ("Этой пары здесь нет: её завершили, или вы в ней не участвуете.", _MENTORS),
    refusals.MentorshipSettled: ("С этой парой так уже нельзя: она завершена или изменилась.", _MENTORS),
    group_refusals.GroupInvitationGone: ("Это приглашение уже не действует. Можно позвать кого-то самим.", _TOGETHER),
    group_refusals.GroupIsFull: ("Мест здесь пока нет. Освободится место — вас смогут пригласить снова.", _TOGETHER),
    group_refusals.AlreadyTogether: ("Вы уже работаете вместе, или приглашение ещё ждёт ответа.", _TOGETHER),
    group_refusals.StepGone: ("Этого шага больше нет: программу изменили.", _MENTORS),
    group_refusals.StepConfirmed: ("Этот шаг уже отмечен. Чтобы убрать его, сначала снимите отметки.", _MENTORS),
    **MEETINGS,
    **COMPOSING,
    refusals.ColleagueGone: (
        "Этой карточки больше нет: её скрыли или она устарела.",
        ("👥 Найти коллегу", presses.FindColleague()),
    ),
}


_CALENDAR = presses.Calendar(of="all", id="-", page=0)
OF_EVENTS: dict[type[refusals.Refusal], str] = {
    refusals.EventGone: "Этого мероприятия больше нет. Посмотрите, что впереди.",
    refusals.EventCancelled: "Это мероприятие отменено. Посмотрите, что ещё впереди.",
    refusals.EventStarted: "Мероприятие уже началось или прошло, изменить это нельзя.",
    refusals.RegistrationNotOpen: "Запись ещё не открылась. Когда откроется, сказано в карточке.",
    refusals.RegistrationClosed: "Запись уже закрыта. Посмотрите другие мероприятия.",
    refusals.RegisterElsewhere: "На это мероприятие записывают на сайте: ссылка в карточке.",
    refusals.AnswersNeeded: "Организатор задаёт вопросы при записи. Откройте карточку и запишитесь снова.",
    refusals.TeamNeeded: "Это для команд: при записи называют свою. Откройте карточку и запишитесь снова.",
    refusals.NotRegistered: "Такой записи нет: место отдано или запись отменена.",
    refusals.MarkingNotOpen: "Отметиться можно за полчаса до начала и позже. Загляните сюда ближе ко времени.",
    refusals.MarkingOver: "Время отметки прошло. Две недели после встречи участие может отметить организатор.",
    refusals.CodeWordMissing: "Кодовое слово пока не назначено. Попробуйте чуть позже или подойдите к организатору.",
    refusals.NotThere: "Отзыв оставляют те, чьё участие отмечено. Если вас забыли отметить, напишите организатору.",
    refusals.EventNotOver: "Сертификаты появятся, когда мероприятие закончится. Загляните сюда после него.",
    refusals.NoCertificate: (
        "Сертификат получают те, чьё участие отмечено, и те, кто вёл и готовил встречу. "
        "Если вы там были, напишите организатору: он отметит."
    ),
    refusals.CertificateGone: "Этого сертификата здесь уже нет.",
    refusals.CertificateWithdrawn: "Сертификат отозван: участие не отмечено. Если это ошибка, напишите организатору.",
    refusals.AlreadyCorrected: (
        "Имя в этом сертификате уже исправлено один раз. Если в нём ещё ошибка, обратитесь к координатору: "
        "номер не изменится."
    ),
    refusals.EventAhead: "Об этом мероприятии рассказывать рано: сначала оно должно пройти.",
    refusals.LastOrganiser: "Это единственный организатор. Сначала добавьте ещё кого-то.",
    refusals.NotRepeated: "Это мероприятие больше не повторяется.",
    refusals.NotPublished: "Сначала опубликуйте мероприятие, затем можно повторять.",
    refusals.OfferGone: "Этого предложения уже нет: по нему решили, его отозвали, или автор удалил данные.",
    refusals.TooManyOffers: "Пять ваших предложений ещё ждут ответа. Подождите, пожалуйста, ответ придёт сюда.",
    refusals.TopicGone: "Этой темы уже нет: автор удалил данные.",
}

OF_CASES: dict[type[refusals.Refusal], str] = {
    refusals.CaseGone: "Этого вопроса здесь больше нет.",
    refusals.CaseClosed: "Так с этим вопросом уже не получится: он закрыт или его состояние изменилось.",
    refusals.CaseTaken: "На этот вопрос уже отвечает коллега. Спасибо, что откликнулись!",
    refusals.NotYourCase: "На этот вопрос отвечает кто-то другой.",
    refusals.HandingOver: "Этот вопрос вам больше не передают: его взяли или оставили у себя.",
    refusals.CannotAnswer: "Сейчас этот вопрос так не передать: у коллеги пауза или нет места. Выберите кого-то ещё.",
    refusals.TooManyCanned: "Заготовок уже двадцать. Удалите ненужную, и эту можно будет сохранить.",
    refusals.CannedGone: "Этой заготовки уже нет.",
    refusals.HidingNeeded: "Сначала выберите, от кого скрыть вопрос: откройте его заново и нажмите «Отправить».",
    refusals.SureNeeded: "Перед отправкой есть что прочитать: откройте вопрос заново и нажмите «Отправить».",
    refusals.FilesBetray: "Вопрос без имени, а голос и фото могут вас выдать. Напишите, пожалуйста, словами.",
    refusals.ComplaintGone: "Этого обращения здесь больше нет.",
    refusals.OwnComplaint: "Это обращение касается вас: его разберёт кто-то из коллег.",
    refusals.NothingFlagged: "Отметьте хотя бы одно сообщение: координатор увидит только отмеченные.",
    refusals.NotAlike: "Объединить можно только открытые вопросы одного автора, заданные под именем.",
    refusals.AnswerLeft: "Ответ уже ушёл. Его можно исправить: измените своё сообщение в чате, и у собеседника оно "
    "тоже изменится.",
    refusals.SaidAlready: "Это уже сделано: сообщение передано, или вы от него отказались.",
    refusals.NothingToPass: "Стикеры, контакты и места на карте не передаём: никому не передано. Напишите словами или "
    "пришлите фото, файл или голос, например: «Как оценивать проект в пятом классе?»",
    refusals.ForwardedNotPassed: "Пересланное не передаём: в нём могут быть чужие имена и контакты. Напишите, "
    "пожалуйста, своими словами или скопируйте нужное.",
    refusals.FileTooLarge: "Файл слишком большой: один — до 20 МБ, все вместе — до 50 МБ. Он никому не передан. "
    "Пришлите файл поменьше или ссылку на него.",
    refusals.FileOutOfReach: "Файл сейчас не удалось получить, он никому не передан. Пришлите его ещё раз через "
    "пару минут.",
    refusals.NothingAnswered: "На этот вопрос ещё не ответили: закрывать и оценивать пока нечего.",
    refusals.CaseOver: "Этот вопрос закрыт больше двух недель назад. Задайте, пожалуйста, новый: его увидят сразу.",
    refusals.TooYoungToAsk: (
        "До 18 лет личная переписка со взрослыми здесь закрыта, поэтому вопрос никому не передан и не сохранён. "
        "Родитель может подписать форму: тогда всё откроется."
    ),
}
OF_ARTICLES: dict[type[refusals.Refusal], str] = {
    refusals.ArticleGone: "Этого готового ответа здесь больше нет. Посмотрите другие.",
    refusals.ArticleSettled: "По этому готовому ответу уже решено, изменить это отсюда нельзя.",
    refusals.NotForAnswers: (
        "Из этого вопроса готовый ответ не сделать: он задан без имени, касается поддержки, ещё не отвечен или в нём "
        "слишком мало слов."
    ),
}

_ASK = ("❓ Задать вопрос", presses.AskQuestion())
_MY_QUESTIONS = ("💬 Мои вопросы", presses.MyQuestions(page=0))
NEXT_OF_CASES: dict[type[refusals.Refusal], tuple[str, presses.Press]] = {
    refusals.CaseGone: _MY_QUESTIONS,
    refusals.CaseClosed: _MY_QUESTIONS,
    refusals.NothingAnswered: _MY_QUESTIONS,
    refusals.CaseOver: _ASK,
    refusals.TooYoungToAsk: ("📄 Форма для родителей", presses.AskForParentForm()),
}


def refused(refusal: refusals.Refusal, community: CommunityProfile) -> Screen:
    """The one place where a rule's no becomes a sentence and a next step."""
    join = button("🤝 Вступить", presses.Join())
    if type(refusal) in OF_ACCESS:
        text, way_back = OF_ACCESS[type(refusal)]
        return Screen(text, [[back(way_back), menu()]])
    match refusal:
        case refusals.AlreadyJoined():
            return Screen(
                "Вы уже в составе, вступать второй раз не нужно.",
                [[button("⚙️ Профиль", presses.MyProfile())], [menu()]],
            )
        case refusals.NotJoined():
            return Screen("Это доступно после вступления. Оно занимает минуту.", [[join], [menu()]])
        case refusals.ConsentNeeded():
            return Screen("Сначала нужно согласие на участие: без него сохранять ответы нельзя.", [[join], [menu()]])
        case refusals.ConsentOutdated():
            return Screen("Текст согласия обновился. Откройте его заново, пожалуйста.", [[join], [menu()]])
        case refusals.UnknownChoice():
            return Screen("Этого варианта больше нет в списке. Откройте список из меню ещё раз.", [[menu()]])
        case refusals.TooYoung():
            return joining.minor(community)
        case refusals.MemberGone():
            return Screen("Этого человека в составе уже нет.", [[button("👥 Реестры", presses.Registers())], [menu()]])
        case refusals.CodeSpent() | refusals.AccountGone() | refusals.LastAccount():
            return Screen(OF_ACCOUNTS[type(refusal)], [[button("🔗 Другие сети", presses.Networks())], [menu()]])
    return (
        _of_data(refusal)
        or _of_mentoring(refusal)
        or _of_events(refusal)
        or _of_cases(refusal, community)
        or _of_articles(refusal)
        or Screen("К этому у вас нет доступа. Если он нужен, попросите координатора.", [[menu()]])
    )


def _of_events(refusal: refusals.Refusal) -> Screen | None:
    if said := OF_EVENTS.get(type(refusal)):
        return Screen(said, [[button("📅 Мероприятия", _CALENDAR)], [menu()]])
    return None


def _of_cases(refusal: refusals.Refusal, community: CommunityProfile) -> Screen | None:
    if isinstance(refusal, refusals.Banned):
        return _banned(refusal.until, community)
    if (said := OF_CASES.get(type(refusal))) is None:
        return None
    if isinstance(refusal, refusals.CaseTaken) and refusal.words:
        said += f"\nВаши слова никому не переданы, вот они:\n\n{esc(short(refusal.words, 700))}"
    next_step = NEXT_OF_CASES.get(type(refusal))
    return Screen(said, [*([[button(*next_step)]] if next_step else []), [menu()]])


def _banned(until: datetime | None, community: CommunityProfile) -> Screen:
    last = f" до {full_day(until.astimezone(community.tz).date())}" if until else " на время"
    text = f"Вопросы, ответы и переписка для вас закрыты{last}: так решил координатор по обращению. "
    text += "Остальное работает как прежде."
    return Screen(text, [[button("📅 Мероприятия", _CALENDAR)], [menu()]])


def _of_articles(refusal: refusals.Refusal) -> Screen | None:
    if said := OF_ARTICLES.get(type(refusal)):
        return Screen(said, [[button("📚 Готовые ответы", presses.Articles(page=0))], [menu()]])
    return None


def _of_mentoring(refusal: refusals.Refusal) -> Screen | None:
    if said := MENTORING.get(type(refusal)):
        text, *next_step = said
        return Screen(text, [*([button(*step)] for step in next_step), [menu()]])
    return None


def _of_data(refusal: refusals.Refusal) -> Screen | None:
    match refusal:
        case refusals.CopyJustMade():
            return Screen(
                "Копия за последний час уже отправлена сюда. Новую можно запросить через час.",
                [[button("📂 Мои данные", presses.MyData())], [menu()]],
            )
        case refusals.AccountInUse():
            return Screen(
                "С этим аккаунтом уже связан профиль или роль, вернуть на него другой профиль нельзя. Два профиля "
                "соединяет код: «Профиль», «Другие сети».",
                [[menu()]],
            )
        case refusals.AskedTooOften():
            return Screen(
                "Сегодня уже было несколько заявок. Попробуйте завтра или позвоните координатору.",
                [[button("🔗 Я уже участвую", presses.AlreadyMember())], [menu()]],
            )
        case refusals.RequestGone():
            return Screen("Этой заявки уже нет: её закрыли.", [[back(presses.Attention(page=0)), menu()]])
        case refusals.BeyondRecovery():
            return Screen(
                "У этого профиля роль, которую вы не открываете, или он ваш собственный. Вернуть его может владелец.",
                [[back(presses.Attention(page=0)), menu()]],
            )
        case refusals.AgeNeeded():
            return Screen(
                "Сначала ответьте, есть ли вам 18 лет: выберите, кто вы, ещё раз.",
                [[back(presses.ChangeProfile()), menu()]],
            )
        case refusals.FormNotNeeded():
            return Screen(
                "Форма для родителей сейчас не нужна. Можно вступать.",
                [[button("🤝 Вступить", presses.Join())], [menu()]],
            )
        case refusals.ListGone():
            text = "Этот список уже сохранён или устарел. Если нужно, пришлите файл ещё раз."
            return Screen(text, [[button("📥 Загрузить список", presses.ImportList())], [menu()]])
        case refusals.FormGone():
            return Screen(parents.NOT_FOUND, [[button("📄 Формы от родителей", presses.ParentForms())], [menu()]])
    return None


_ACCESS, _STAND_INS = presses.Accesses(page=0), presses.StandIns()
OF_ACCESS: dict[type[refusals.Refusal], tuple[str, presses.Press]] = {
    refusals.BeyondAccess: ("Этот доступ шире вашего. Открыть и закрыть его может владелец.", _ACCESS),
    refusals.OwnAccess: ("Себе доступ не открывают. Попросите об этом другого координатора.", _ACCESS),
    refusals.LastOwner: (
        "Это единственный владелец, без него ботом некому управлять. Сначала откройте такой доступ ещё кому-то.",
        _ACCESS,
    ),
    refusals.NothingToLend: (
        "Передать на время пока нечего: своей роли у вас нет. Права владельца на время не передаются.",
        _STAND_INS,
    ),
    refusals.StandInForOneself: ("Это вы. Назовите, пожалуйста, кого-то из коллег.", _STAND_INS),
    refusals.DayRefused: ("Этот день прошёл или слишком далеко: замещение длится не дольше года.", _STAND_INS),
}
