from __future__ import annotations

from typing import Any

from community import refusals
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import joining, parents, presses
from screens.navigation import back, button, menu

OF_ACCOUNTS: dict[type[refusals.Refusal], str] = {
    refusals.CodeSpent: "Этот код уже не действует. Получите новый в прежнем аккаунте.",
    refusals.AccountGone: "Этот аккаунт с вашим профилем уже не связан.",
    refusals.LastAccount: "Это единственный ваш аккаунт здесь: отвязать его нельзя.",
}

_APPLY = ("🙋 Подать заявку", presses.BecomeMentor())
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
    refusals.AlreadyCorrected: (
        "Имя в этом сертификате уже исправлено один раз. Если в нём ещё ошибка, обратитесь к координатору: "
        "номер не изменится."
    ),
    refusals.EventAhead: "Об этом мероприятии рассказывать рано: сначала оно должно пройти.",
    refusals.LastOrganiser: "Это единственный организатор. Сначала добавьте ещё кого-то.",
    refusals.NotRepeated: "Это мероприятие больше не повторяется.",
    refusals.NotPublished: "Сначала опубликуйте мероприятие, затем можно повторять.",
    refusals.OfferGone: "Этого предложения уже нет: по нему решили, или его отозвали.",
    refusals.TooManyOffers: "Пять ваших предложений ещё ждут ответа. Подождите, пожалуйста, ответ придёт сюда.",
    refusals.TopicGone: "Этой темы уже нет.",
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
            return Screen("Этого варианта больше нет в списке. Выберите из нового.", [[join], [menu()]])
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
        or Screen("Это доступно только координаторам.", [[menu()]])
    )


def _of_events(refusal: refusals.Refusal) -> Screen | None:
    if said := OF_EVENTS.get(type(refusal)):
        return Screen(said, [[button("📅 Мероприятия", _CALENDAR)], [menu()]])
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
