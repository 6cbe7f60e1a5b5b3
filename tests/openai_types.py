"""The types of the `openai` package as a judge of what we put on the wire.

They are generated from the vendor's own specification, for the GA dialect and for preview ("beta"). They
allow unknown keys, so that is checked here as well: a key their authors never heard of is reported with its
path. The program itself never imports them.
"""

from __future__ import annotations

import json
from typing import Any, get_args

from openai.types.beta.realtime import RealtimeClientEvent as BetaClientEvent
from openai.types.beta.realtime import RealtimeServerEvent as BetaServerEvent
from openai.types.realtime import RealtimeClientEvent, RealtimeServerEvent
from pydantic import BaseModel, TypeAdapter

from voiceapp.protocol.dialect import Dialect


def _by_name(union: Any) -> dict[str, type[BaseModel]]:
    """Return the models of an event union by the name each stands for."""
    models: dict[str, type[BaseModel]] = {}
    for model in get_args(get_args(union)[0]):
        (name,) = get_args(model.model_fields["type"].annotation)
        assert name not in models
        models[name] = model
    return models


CLIENT_MODELS = {True: _by_name(RealtimeClientEvent), False: _by_name(BetaClientEvent)}
SERVER_MODELS = {True: _by_name(RealtimeServerEvent), False: _by_name(BetaServerEvent)}


def judged(frame: str, dialect: Dialect, *, from_client: bool) -> tuple[type[BaseModel] | None, list[str]]:
    """Return the model that accepted `frame`, and the paths of keys it does not know.

    None where the union has no event of that name. Raises pydantic's ValidationError for a wrong shape.
    """
    body = json.loads(frame)
    models = (CLIENT_MODELS if from_client else SERVER_MODELS)[dialect.nested_session]
    model = models.get(body["type"])
    if model is None:
        return None, []
    return model, unknown_keys(model.model_validate(body, strict=True))


def unknown_keys(value: Any, path: str = "") -> list[str]:
    """Return the paths of all keys that no model on the way declares."""
    if isinstance(value, BaseModel):
        found = [f"{path}{name}" for name in value.model_extra or {}]
        for name in type(value).model_fields:
            found += unknown_keys(getattr(value, name), f"{path}{name}.")
        return found
    if isinstance(value, list):
        return [key for entry in value for key in unknown_keys(entry, path)]
    return []


def fits_typed_dict(kind: Any, body: dict[str, Any]) -> bool:
    """Say whether `body` fits a TypedDict of the package with nothing left over."""
    return bool(_materialised(TypeAdapter(kind).validate_python(body)) == body)


def _materialised(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _materialised(entry) for name, entry in value.items()}
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        return value
    return [_materialised(entry) for entry in value]
