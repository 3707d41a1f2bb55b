from datetime import UTC, datetime
from typing import Any

import pytest
from orders_contracts import Amount, Text, When
from pydantic import BaseModel, Field

from managed_worker import InvalidPayload
from managed_worker.payloads import ManagedPayloadConverter, parse, sendable


class Nested(BaseModel):
    amounts: list[Amount]


class Renamed(BaseModel):
    user_id: str = Field(alias="userId")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"value": "5"}', "amount: value: Input should be a valid integer"),
        (b'{"value": 1.5}', "amount: value: Input should be a valid integer"),
        (b"{}", "amount: value: Field required"),
        (b"[1]", "amount: (whole): Input should be an object"),
        (b"null", "amount: (whole): Input should be an object"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(data: bytes, message: str) -> None:
    with pytest.raises(InvalidPayload) as raised:
        parse(data, Amount, "amount")
    assert raised.value.message == message
    assert raised.value.non_retryable
    assert raised.value.type == "InvalidPayload"


def test_a_path_leads_into_lists() -> None:
    with pytest.raises(
        InvalidPayload, match=r"^InvalidPayload: nested: amounts\.1\.value: Input should be a valid integer$"
    ):
        parse(b'{"amounts": [{"value": 1}, {"value": true}]}', Nested, "nested")


def test_a_value_never_shows_in_the_message_or_its_cause() -> None:
    with pytest.raises(InvalidPayload) as raised:
        parse(b'{"value": "secret"}', Amount, "amount")
    assert "secret" not in repr(raised.value)
    assert "secret" not in str(raised.value.__cause__)
    assert raised.value.__suppress_context__


def test_what_json_has_no_form_for_comes_back_as_it_went() -> None:
    converter = ManagedPayloadConverter()
    sent = When(at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert converter.from_payload(converter.to_payload(sent), When) == sent


def test_an_alias_is_what_travels() -> None:
    converter = ManagedPayloadConverter()
    payload = converter.to_payload(Renamed(userId="ada"))
    assert payload.data == b'{"userId":"ada"}'
    assert converter.from_payload(payload, Renamed).user_id == "ada"


@pytest.mark.parametrize("value", [Text(text="a"), {"value": 1}, None, 5])
def test_a_value_of_another_type_is_not_sent(value: Any) -> None:
    with pytest.raises(InvalidPayload, match="not Amount"):
        sendable(value, Amount, "amount")


def test_a_model_that_was_made_without_validation_is_not_sent() -> None:
    with pytest.raises(InvalidPayload, match="value: Input should be a valid integer"):
        sendable(Amount.model_construct(value="5"), Amount, "amount")


def test_the_original_is_what_is_sent() -> None:
    amount = Amount(value=1)
    assert sendable(amount, Amount, "amount") is amount
