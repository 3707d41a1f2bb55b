"""The wire schema of what a function takes and gives back."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticUserError
from pydantic.json_schema import GenerateJsonSchema


class WireSchema(GenerateJsonSchema):
    """Without a title for every field: it only says the field's name again."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


class SchemaProblem(Exception):
    """Why there is no schema, as a sentence for the author."""


def input_schema(function: Callable[..., Any]) -> dict[str, Any] | None:
    """None when the function takes nothing."""
    names = [name for name in inspect.signature(function).parameters if name != "self"]
    if not names:
        return None
    if len(names) > 1:
        values = f"{function.__qualname__} takes {len(names)} values"
        raise SchemaProblem(f"{values}; a contract takes one Pydantic model, to which fields can be added")
    hints = _hints(function)
    if names[0] not in hints:
        raise SchemaProblem(f"{names[0]} of {function.__qualname__} has no type; give it a Pydantic model")
    return _model_schema(hints[names[0]], f"{names[0]} of {function.__qualname__}")


def output_schema(function: Callable[..., Any]) -> dict[str, Any]:
    hints = _hints(function)
    if "return" not in hints:
        raise SchemaProblem(f"{function.__qualname__} does not say what it returns; give it a Pydantic model, or None")
    if hints["return"] is type(None):
        return {"type": "null"}
    return _model_schema(hints["return"], f"the result of {function.__qualname__}")


def _model_schema(model: Any, what: str) -> dict[str, Any]:
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        raise SchemaProblem(
            f"{what} is {_describe(model)}; make it a Pydantic model (a class under pydantic.BaseModel)"
        )
    try:
        return model.model_json_schema(by_alias=True, mode="validation", schema_generator=WireSchema)
    except PydanticInvalidForJsonSchema as error:
        raise SchemaProblem(f"{what}, {model.__name__}, holds what JSON cannot: {error.message}") from error
    except PydanticUserError as error:
        raise SchemaProblem(f"{what}, {model.__name__}, is not complete: {error.message}") from error


def _describe(model: Any) -> str:
    if not isinstance(model, type):
        return str(model)
    bases = {f"{base.__module__}.{base.__name__}" for base in model.__mro__}
    if "pydantic.v1.main.BaseModel" in bases or "pydantic.main.BaseModel" in bases:
        return f"{model.__name__}, a model of Pydantic 1"
    return f"{model.__name__}, a dataclass" if hasattr(model, "__dataclass_fields__") else model.__name__


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function, include_extras=True)
    except NameError as error:
        raise SchemaProblem(f"a type of {function.__qualname__} is not known where it stands: {error}") from error
