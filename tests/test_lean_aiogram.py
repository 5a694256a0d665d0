from __future__ import annotations

from itertools import chain

import aiogram.methods
import aiogram.types
import pytest
from pydantic import BaseModel

MODELS = [
    model
    for model in chain(vars(aiogram.types).values(), vars(aiogram.methods).values())
    if isinstance(model, type) and issubclass(model, BaseModel)
]


@pytest.mark.long
def test_every_type_and_method_of_aiogram_is_made_when_it_is_used() -> None:
    assert len(MODELS) > 400
    assert not [model for model in MODELS if model.__pydantic_validator__.title != model.__name__]
