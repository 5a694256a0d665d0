"""The modules that give the tests of texts their values, and what each of them allows."""

from tests import (
    agreeing_values,
    announcing_values,
    answering_values,
    answers_values,
    asking_values,
    attendance_values,
    certificates_values,
    clock_values,
    consulting_values,
    event_values,
    meetings_values,
    mentoring_values,
    pair_values,
    pairtalk_values,
    pairviews_values,
    plans_values,
    privacy_values,
    relay_values,
    routing_values,
    series_values,
)

MODULES = (
    agreeing_values,
    announcing_values,
    answering_values,
    answers_values,
    asking_values,
    attendance_values,
    certificates_values,
    clock_values,
    consulting_values,
    event_values,
    meetings_values,
    mentoring_values,
    pair_values,
    pairtalk_values,
    pairviews_values,
    plans_values,
    privacy_values,
    relay_values,
    routing_values,
    series_values,
)
LONGEST_OF: dict[str, int] = {text: most for module in MODULES for text, most in getattr(module, "MOST_OF", {}).items()}
CARDS_OF: set[str] = {text for module in MODULES for text in module.CARDS}
PICTURES_OF: set[str] = {picture for module in MODULES for picture in getattr(module, "PICTURES", ())}
