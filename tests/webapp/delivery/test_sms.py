"""SMS over HTTP: what the provider gets, and what its answers mean."""

import socket
from typing import Any

import pytest

from tests.webapp.delivery.mail_server import tls_of_the_server
from tests.webapp.delivery.rig import CERTIFICATES, CODE, Rig, settings
from tests.webapp.delivery.sms_provider import Answer, Received, SmsProvider
from webapp.delivery.dispatch import Pass, deliver_due
from webapp.delivery.letter import DeliveryError, Kind, State
from webapp.delivery.sms import HttpSmsGateway

SECRET = "s3cret"


def gateway(url: str, **changes: Any) -> HttpSmsGateway:
    return HttpSmsGateway(settings(SMS_URL=url, **{"SMS_TOKEN": SECRET, **changes}).sms)


def outcome(url: str, **changes: Any) -> tuple[str, bool, bool, float]:
    with pytest.raises(DeliveryError) as caught:
        gateway(url, **changes).send(CODE.recipient, CODE.text, key="an-id")
    error = caught.value
    return error.reason, error.is_final, error.is_outage, error.retry_after_s


def test_a_code_reaches_the_provider(rig: Rig, provider: SmsProvider) -> None:
    rig.write(CODE)

    done = deliver_due(rig.through(sms=gateway(provider.url)), Kind.SMS)

    assert done == Pass(sent=1)
    assert provider.received == [
        Received(
            path="/v1/sms?region=ch",
            headers={
                "Authorization": "Bearer s3cret",
                "Content-Type": "application/json",
                "Idempotency-Key": rig.row.id,
            },
            fields={
                "to": "+41791234567",
                "text": "Votre code d'accès au Guichet: 359-532",
                "from": "OCAS",
            },
        )
    ]


def test_a_provider_names_its_fields(provider: SmsProvider) -> None:
    gateway(
        provider.url,
        SMS_NUMBER_FIELD="recipient",
        SMS_TEXT_FIELD="body",
        SMS_SENDER_FIELD="",
        SMS_TOKEN_PREFIX="App ",
    ).send(CODE.recipient, CODE.text, key="an-id")

    (received,) = provider.received
    assert received.headers["Authorization"] == "App s3cret"
    assert received.fields == {"recipient": CODE.recipient, "body": CODE.text}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(500), ("HTTP 500", False, True, 0)),
        (Answer(503, {"Retry-After": "7"}), ("HTTP 503", False, True, 7)),
        (Answer(429, {"Retry-After": "30"}), ("HTTP 429", False, True, 30)),
        (Answer(429, {"Retry-After": "9" * 99}), ("HTTP 429", False, True, 600)),
        (Answer(429, {"Retry-After": "Tue, 24"}), ("HTTP 429", False, True, 0)),
        (Answer(401), ("HTTP 401", False, True, 0)),
        (Answer(400), ("HTTP 400", True, False, 0)),
        (Answer(302, {"Location": "/elsewhere"}), ("HTTP 302", False, True, 0)),
    ],
)
def test_an_answer_decides_about_the_next_attempt(
    provider: SmsProvider, answer: Answer, expected: tuple[str, bool, bool, float]
) -> None:
    """R8: a refused text is final; the rest is the provider's trouble, or ours."""
    provider.answers = [answer]

    assert outcome(provider.url) == expected
    assert len(provider.received) == 1


def test_a_provider_that_stays_silent_is_left(provider: SmsProvider) -> None:
    """R8."""
    provider.answers = [Answer(is_silent=True)]

    reason, is_final, is_outage, _ = outcome(provider.url, SMS_TIMEOUT_S=0.2)

    assert reason in ("TimeoutError", "RemoteDisconnected")
    assert (is_final, is_outage) == (False, True)


def test_a_provider_that_drips_is_left(provider: SmsProvider) -> None:
    """R8: the time counts for the whole answer, not for each byte of it."""
    provider.answers = [Answer(drips=True)]

    _, is_final, is_outage, _ = outcome(provider.url, SMS_TIMEOUT_S=0.3)

    assert (is_final, is_outage) == (False, True)


def test_a_refused_connection_is_an_outage() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    expected = ("ConnectionRefusedError", False, True, 0)
    assert outcome(f"http://127.0.0.1:{port}/") == expected


def test_the_same_key_is_given_at_each_attempt(rig: Rig, provider: SmsProvider) -> None:
    """R8: a provider that took the first tells the second from a new code."""
    provider.answers = [Answer(500)]
    rig.write(CODE)
    dispatch = rig.through(sms=gateway(provider.url))

    deliver_due(dispatch, Kind.SMS)
    rig.wait(2)
    deliver_due(dispatch, Kind.SMS)

    keys = {received.headers["Idempotency-Key"] for received in provider.received}
    assert (len(provider.received), keys) == (2, {rig.row.id})
    assert rig.row.state == State.SENT


def test_a_provider_that_is_vouched_for_gets_the_code() -> None:
    with SmsProvider(tls_of_the_server()) as provider:
        trusting = gateway(
            provider.url, SMS_CA_FILE=str(CERTIFICATES / "trusted.pem"), SMS_TOKEN=""
        )
        trusting.send(CODE.recipient, CODE.text, key="an-id")

    (received,) = provider.received
    assert received.fields["text"] == CODE.text
    assert received.headers["Authorization"] is None


def test_a_provider_that_nobody_vouches_for_gets_nothing() -> None:
    """Its certificate is verified before token and number are told."""
    with SmsProvider(tls_of_the_server()) as provider:
        expected = ("SSLCertVerificationError", False, True, 0)
        assert outcome(provider.url) == expected

    assert provider.received == []
