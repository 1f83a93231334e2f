"""A second reading of the Bot API: each request is held against aiogram's models of the methods (Bot API 10.3)."""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Iterator
from typing import Any

import aiogram.methods
from aiogram.methods.base import TelegramMethod
from aiogram.types import BufferedInputFile
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from tests.telegram_server.basics import Raw
from tests.telegram_server.wire import Upload

# Newer than 10.3, so unknown to aiogram; see telegram.md 1.1 for where each comes from.
NEWER_METHODS = frozenset({"sendWidget"})
NEWER_PARAMETERS: dict[str, frozenset[str]] = {}
# 10.4: the query alone says where an ephemeral answer goes and to whom.
MAY_BE_MISSING = {"sendMessage": frozenset({"chat_id"}), "sendRichMessage": frozenset({"chat_id"})}
MAY_BE_MISSING_INSIDE = frozenset({"ephemeral_message_parameters.receiver_user_id"})


@functools.cache
def models() -> dict[str, type[TelegramMethod[Any]]]:
    found = (each for each in vars(aiogram.methods).values() if inspect.isclass(each) and issubclass(each, TelegramMethod))
    return {each.__api_method__.lower(): each for each in found if each is not TelegramMethod}


@functools.cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    kind = model.model_fields[name].annotation
    whole = inspect.isclass(kind) and issubclass(kind, BaseModel)  # has its own settings and takes no others
    return TypeAdapter(kind, config=None if whole else {"arbitrary_types_allowed": True})


def complaints_about(method: str, sent: Raw, *, implemented: bool) -> list[str]:
    """What is wrong with a request. `sent`: its parameters as they came (forms: texts)."""
    model = models().get(method.lower())
    if model is None:
        return [] if method in NEWER_METHODS else [f"{method}: no such method"]
    said = [] if implemented else [f"{method}: a real method this server does not have"]
    by_name = {field.alias or name: (name, field) for name, field in model.model_fields.items()}
    ephemeral = "ephemeral_message_parameters" in sent
    for name, (_, field) in by_name.items():
        if field.is_required() and name not in sent and not (ephemeral and name in MAY_BE_MISSING.get(method, ())):
            said.append(f"{method}: {name} is missing")
    for name, value in sent.items():
        if name in by_name:
            said += _value(method, model, *by_name[name], value)
        elif name not in NEWER_PARAMETERS.get(method, ()) and not isinstance(value, Upload):
            # (An unknown upload is the content that some attach://… names.)
            said.append(f"{method}: unknown parameter {name}")
    return said


def _value(method: str, model: type[BaseModel], name: str, field: FieldInfo, value: Any) -> list[str]:
    if isinstance(value, Upload):
        value = BufferedInputFile(b"", name)
    elif isinstance(value, str) and value[:1] in ("[", "{") and not _is_text(field):
        try:
            value = json.loads(value)
        except ValueError:
            return [f"{method}: {name} is not JSON: {value[:60]!r}"]
    try:
        read = _adapter(model, name).validate_python(value)
    except ValidationError as why:
        return list(dict.fromkeys(_wrong(method, name, why)))
    return [f"{method}: unknown field {path}" for path in unknown_fields(read, name)]


def _is_text(field: FieldInfo) -> bool:
    return field.annotation in (str, str | None)


def _wrong(method: str, name: str, why: ValidationError) -> Iterator[str]:
    for error in why.errors(include_url=False, include_input=False):
        path = ".".join([name, *(str(part) for part in error["loc"])])
        if path not in MAY_BE_MISSING_INSIDE:
            yield f"{method}: {path}: {error['msg']}"


def unknown_fields(read: object, path: str) -> Iterator[str]:
    """Fields no model knows, however deep."""
    if isinstance(read, BaseModel):
        for name in read.model_extra or ():
            yield f"{path}.{name}"
        for name in read.model_fields_set & set(type(read).model_fields):
            yield from unknown_fields(getattr(read, name), f"{path}.{name}")
    elif isinstance(read, list | tuple):
        for number, each in enumerate(read):
            yield from unknown_fields(each, f"{path}[{number}]")
