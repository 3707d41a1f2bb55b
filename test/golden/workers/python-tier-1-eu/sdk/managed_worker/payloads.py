"""Payloads are checked where they enter and where they leave, strictly and with the path of what is wrong.

A value is parsed once, on receipt, and the original is what is sent.
"""

from __future__ import annotations

import functools
from typing import Any, TypeVar, cast

import temporalio.api.common.v1
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json
from temporalio.common import RawValue
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    EncodingPayloadConverter,
    JSONPlainPayloadConverter,
)
from temporalio.exceptions import ApplicationError

Value = TypeVar("Value")


class InvalidPayload(ApplicationError):
    """A value breaks its contract. Trying again cannot help, so nothing retries it."""

    def __init__(self, what: str, problems: list[str]) -> None:
        super().__init__(f"{what}: {'; '.join(problems)}", *problems, type="InvalidPayload", non_retryable=True)


class StrictJsonConverter(EncodingPayloadConverter):
    """JSON by Pydantic, in strict mode: `"5"` is no integer, whatever Python would make of it."""

    @property
    def encoding(self) -> str:
        return "json/plain"

    def to_payload(self, value: Any) -> temporalio.api.common.v1.Payload | None:
        return temporalio.api.common.v1.Payload(metadata={"encoding": self.encoding.encode()}, data=to_json(value))

    def from_payload(self, payload: temporalio.api.common.v1.Payload, type_hint: type | None = None) -> Any:
        expected = Any if type_hint is None else type_hint
        return parse(payload.data, expected, getattr(expected, "__name__", "payload"))


class ManagedPayloadConverter(CompositePayloadConverter):
    """The SDK's own converters, with ours in the place of JSON."""

    def __init__(self) -> None:
        json_converter = StrictJsonConverter()
        super().__init__(
            *(
                json_converter if isinstance(converter, JSONPlainPayloadConverter) else converter
                for converter in DefaultPayloadConverter.default_encoding_payload_converters
            )
        )


data_converter = DataConverter(payload_converter_class=ManagedPayloadConverter)
_converter = ManagedPayloadConverter()


def parse(data: bytes, expected: Any, what: str) -> Any:
    """The value `data` holds; raises InvalidPayload naming every path that is wrong, and never a value."""
    try:
        return _adapter(expected).validate_json(data, strict=True)
    except ValidationError as error:
        # Without the cause: its text would carry the payload into histories and logs.
        raise InvalidPayload(what, problems_of(error)) from None


def receive(raw: RawValue, expected: type[Value], what: str) -> Value:
    """Parses what arrived under the name of what it is, such as `input of activity render`."""
    if raw.payload.metadata.get("encoding") == b"json/plain":
        return cast("Value", parse(raw.payload.data, expected, what))
    value: Any = _converter.from_payload(raw.payload)
    _refuse_other_type(value, expected, what)
    return cast("Value", value)


def sendable(value: Value, expected: type[Any], what: str) -> Value:
    """`value` itself, once its wire form is proved to be one the receiver takes."""
    _refuse_other_type(value, expected, what)
    if value is not None:
        parse(to_json(value), expected, what)
    return value


def problems_of(error: ValidationError) -> list[str]:
    """`path: message` for each, without the values."""
    return [
        f"{'.'.join(str(part) for part in problem['loc']) or '(whole)'}: {problem['msg']}"
        for problem in error.errors(include_input=False, include_url=False, include_context=False)
    ]


def _refuse_other_type(value: object, expected: type[Any], what: str) -> None:
    if not isinstance(value, expected):
        raise InvalidPayload(what, [f"(whole): is {type(value).__name__}, not {expected.__name__}"])


@functools.lru_cache(maxsize=256)
def _adapter(expected: Any) -> TypeAdapter[Any]:
    return TypeAdapter(expected)
