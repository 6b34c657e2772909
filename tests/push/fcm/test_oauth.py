"""Signing in over real HTTP: a service account's key, Google's libraries, a local endpoint."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from firebase_admin import credentials
from structlog.testing import capture_logs
from yarl import URL

from push.fcm.client import FcmTransport, _send_url, fetch_token, open_fcm
from push.fcm.tokens import AccessTokens
from push.posts import Pool
from push.transports import Accepted, Outcome, Retry
from tests.fcm_stub import FcmStub
from tests.push.fcm.oauth import PROJECT, TokenEndpoint, write_service_account
from tests.push.fcm.sending import UNHURRIED_S, send_now
from tests.waiting import until

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
NO_CREDENTIALS = Retry(None, "credentials")
# Less than this left, and a token is renewed, but still used.
ABOUT_TO_LAPSE_S = 200


@pytest.fixture
async def endpoint() -> AsyncIterator[TokenEndpoint]:
    async with TokenEndpoint() as endpoint:
        yield endpoint


@pytest.fixture
async def transport(
    endpoint: TokenEndpoint, stub: FcmStub, tmp_path: Path
) -> AsyncIterator[FcmTransport]:
    """A transport that signs in at the local endpoint and sends to the local FCM."""
    file = write_service_account(tmp_path, endpoint.url)
    credential = credentials.Certificate(str(file)).get_credential()
    tokens = AccessTokens(partial(fetch_token, credential), pause_s=0.0)
    url = _send_url(URL(stub.url), PROJECT)
    transport = FcmTransport(url, Pool(100), tokens, UNHURRIED_S, on_close=lambda: None)
    yield transport
    await transport.close()


async def burst(transport: FcmTransport, size: int = 50) -> list[Outcome]:
    return await asyncio.gather(*(send_now(transport) for _ in range(size)))


async def settled(transport: FcmTransport) -> None:
    """Wait until no sign-in is under way any more."""
    await until(lambda: transport._tokens._renewal is None, "the sign-in to end")


def all_accepted(outcomes: list[Outcome]) -> bool:
    return all(isinstance(outcome, Accepted) for outcome in outcomes)


async def test_a_service_account_signs_in_once_and_sends(
    endpoint: TokenEndpoint, stub: FcmStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_service_account(tmp_path, endpoint.url)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    monkeypatch.setattr("push.fcm.client.SERVICE", URL(stub.url))
    transport = open_fcm(None, None)
    outcomes = await burst(transport)
    await transport.close()
    assert all_accepted(outcomes)
    assert str(outcomes[0]).startswith(f"Accepted(name='projects/{PROJECT}/messages/")
    assert (endpoint.requests, len(stub.accepted)) == (1, 50)
    assert SCOPE in endpoint.scopes


async def test_a_slow_first_sign_in_is_awaited_off_the_loop(
    transport: FcmTransport, endpoint: TokenEndpoint
) -> None:
    endpoint.hold()
    sends = asyncio.create_task(burst(transport))
    # The endpoint is served by the loop, which nothing here may hold up.
    await until(lambda: endpoint.requests == 1, "the sign-in to begin")
    endpoint.release()
    assert all_accepted(await sends)
    assert endpoint.requests == 1


async def test_sends_go_on_with_the_old_token_while_a_slow_sign_in_renews_it(
    transport: FcmTransport, endpoint: TokenEndpoint
) -> None:
    endpoint.lasts_s = ABOUT_TO_LAPSE_S
    assert isinstance(await send_now(transport), Accepted)
    endpoint.lasts_s = 3600
    endpoint.hold()
    assert all_accepted(await burst(transport))
    await until(lambda: endpoint.requests == 2, "the renewal to begin")
    endpoint.release()
    await settled(transport)
    assert all_accepted(await burst(transport))
    assert endpoint.requests == 2


async def test_an_endpoint_that_fails_costs_no_send_while_the_old_token_lasts(
    transport: FcmTransport, endpoint: TokenEndpoint
) -> None:
    endpoint.lasts_s = ABOUT_TO_LAPSE_S
    await send_now(transport)
    endpoint.refuses = True
    for _ in range(3):
        assert isinstance(await send_now(transport), Accepted)
        await settled(transport)
    assert endpoint.requests == 4


async def test_an_endpoint_that_fails_and_recovers_is_a_retry_until_then(
    transport: FcmTransport, endpoint: TokenEndpoint, stub: FcmStub
) -> None:
    # google-auth itself asks three times, a second or two apart, before it gives up.
    endpoint.failing = 3
    assert await send_now(transport) == NO_CREDENTIALS
    await settled(transport)
    assert endpoint.failing == 0
    assert stub.requests == 0
    assert all_accepted(await burst(transport))


async def test_an_endpoint_that_hiccups_is_asked_again_within_the_same_send(
    transport: FcmTransport, endpoint: TokenEndpoint
) -> None:
    endpoint.failing = 1
    assert isinstance(await send_now(transport), Accepted)
    assert endpoint.requests == 2


async def test_a_refused_sign_in_is_a_retry_and_the_operator_hears(
    transport: FcmTransport, endpoint: TokenEndpoint, stub: FcmStub
) -> None:
    endpoint.refuses = True
    with capture_logs() as logs:
        assert await burst(transport) == [NO_CREDENTIALS] * 50
    assert (endpoint.requests, stub.requests) == (1, 0)
    (entry,) = [each for each in logs if each["event"] == "sign_in_failed"]
    assert (entry["log_level"], entry["error"]) == ("error", "RefreshError")
    assert "invalid_grant" not in str(logs)
    endpoint.refuses = False
    assert isinstance(await send_now(transport), Accepted)


async def test_an_endpoint_that_is_not_there_is_a_retry(
    transport: FcmTransport, endpoint: TokenEndpoint, stub: FcmStub
) -> None:
    await endpoint.__aexit__()
    assert await burst(transport, 5) == [NO_CREDENTIALS] * 5
    assert stub.requests == 0


async def test_a_revoked_token_is_forgotten_and_another_fetched(
    transport: FcmTransport, endpoint: TokenEndpoint, stub: FcmStub
) -> None:
    assert isinstance(await send_now(transport), Accepted)
    stub.script("401-auth", times=20)
    assert await burst(transport, 20) == [Retry(None, "UNAUTHENTICATED")] * 20
    assert all_accepted(await burst(transport))
    # Twenty refusals of one token make one fetch.
    assert endpoint.requests == 2
