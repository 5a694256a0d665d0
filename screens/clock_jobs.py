"""What the jobs of the clock are about, for an owner who reads that one of them fails."""

from __future__ import annotations

ABOUT = {
    "мероприятия": "announce_new_events repeat_events remind_of_events ask_how_it_was tell_of_materials",
    "места и листы ожидания": "end_offers move_up",
    "сертификаты": "tell_of_certificates",
    "пост-релизы": "ask_for_releases",
    "план месяца": "watch_the_month",
    "ежемесячная встреча": "hold_monthly_meetings invite_to_monthly_meetings",
    "сводки": "morning_digests weekly_digests",
    "объявления": "begin_broadcasts fill_broadcasts watch_broadcasts finish_broadcasts close_broadcasts "
    "repeat_broadcasts",
    "вопросы и ответы": "deal_cards ask_next_mentors set_terms end_terms remind_mentors give_up_searching "
    "warn_of_silence close_silent_cases",
    "готовые ответы": "check_articles end_unanswered_articles",
    "подбор наставников": "remind_of_requests end_terms_of_requests give_up_requests give_terms_to_requests "
    "ask_next_mentors_of_requests ask_pairs_of_lists",
    "встречи и пары": "remind_of_meetings nudge_mentors nudge_mentees resume_mentorships complete_mentorships "
    "remind_of_terms",
    "доступ и дела координаторов": "remind_of_attention end_stand_ins",
    "согласия": "remind_of_consent end_consents",
    "удаление того, что хранится недолго": "forget_updates forget_notifications forget_forms forget_link_codes "
    "forget_invitations forget_mentorship_invitations forget_expected forget_drafts forget_messages forget_questions "
    "forget_parent_forms forget_recoveries forget_askers forget_pair_talks forget_contacts forget_audit forget_guests",
}
OF_JOB = {job: about for about, jobs in ABOUT.items() for job in jobs.split()}


def named(job: str) -> str:
    """«план месяца (watch_the_month)»; one of another version is known by its name alone."""
    return f"{OF_JOB[job]} ({job})" if job in OF_JOB else job
