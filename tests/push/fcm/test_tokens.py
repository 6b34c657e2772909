"""The access token: when it is fetched, by how many at once, and what a failure means."""

import asyncio
import threading
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import firebase_admin
import pytest
from google.auth.credentials import Credentials
from google.auth.exceptions import DefaultCredentialsError, RefreshError

from push.fcm.client import FcmTransport, _send_url, fetch_token, open_fcm
from push.fcm.tokens import AccessTokens, NoToken
from push.posts import Pool, loopback
from push.transports import Accepted, Retry
from tests.fcm_stub import FcmStub
from tests.loops import the_loop
from tests.push.fcm.sending import UNHURRIED_S, foreign, timed
from tests.push.notices import NOW, a_notice, a_phone
from tests.waiting import WITHIN_S, until

NO_CREDENTIALS = Retry(None, "credentials")


class SlowCredentials(Credentials):
    """Google credentials whose refresh blocks its thread until they are `free`."""

    def __init__(self, lasts: timedelta = timedelta(hours=1)) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.free = threading.Event()
        self.free.set()
        self.lasts = lasts
        self.fails = False
        self.refreshes = 0
        self.threads: set[str] = set()

    def refresh(self, request: Any) -> None:
        self.refreshes += 1
        self.threads.add(threading.current_thread().name)
        assert self.free.wait(WITHIN_S), "nobody let it go on"
        if self.fails:
            raise RefreshError("invalid_grant")  # type: ignore[no-untyped-call]
        self.token = f"t{self.refreshes}"
        self.expiry = (NOW + self.lasts).replace(tzinfo=None)

    async def until_asked(self, times: int = 1) -> None:
        await until(lambda: self.refreshes == times, f"refresh number {times}")


def tokens_of(credentials: Credentials, pause_s: float = 0.0) -> AccessTokens:
    return AccessTokens(partial(fetch_token, credentials), pause_s)


def transport_of(
    stub: FcmStub,
    credentials: Credentials,
    timeout_s: float = UNHURRIED_S,
    pause_s: float = 0.0,
) -> FcmTransport:
    url = _send_url(loopback(stub.url), "p")
    return FcmTransport(
        url, Pool(100), tokens_of(credentials, pause_s), timeout_s, on_close=lambda: None
    )


async def bearer(tokens: AccessTokens, after: timedelta = timedelta(0)) -> Mapping[str, str]:
    return await tokens.headers(NOW + after, patience_s=UNHURRIED_S)


async def test_a_refresh_that_blocks_does_not_hold_up_the_loop(stub: FcmStub) -> None:
    credentials = SlowCredentials()
    credentials.free.clear()
    transport = transport_of(stub, credentials)
    sends = asyncio.gather(*(transport.send(a_notice(), a_phone(), NOW) for _ in range(50)))
    # Were the loop held up, nothing here would come to free them.
    await credentials.until_asked()
    credentials.free.set()
    assert all(isinstance(outcome, Accepted) for outcome in await sends)
    assert (credentials.refreshes, credentials.threads) == (1, {"fcm-token"})
    await transport.close()


async def test_a_token_is_fetched_once_and_kept() -> None:
    credentials = SlowCredentials()
    tokens = tokens_of(credentials)
    assert await bearer(tokens) == {"authorization": "Bearer t1"}
    assert await bearer(tokens, timedelta(minutes=54)) == {"authorization": "Bearer t1"}
    assert credentials.refreshes == 1


async def test_a_token_about_to_lapse_is_renewed_while_sends_go_on() -> None:
    credentials = SlowCredentials()
    tokens = tokens_of(credentials)
    await bearer(tokens)
    credentials.lasts, early = timedelta(hours=2), timedelta(minutes=56)
    credentials.free.clear()
    found = [await bearer(tokens, early) for _ in range(5)]
    assert found == [{"authorization": "Bearer t1"}] * 5
    credentials.free.set()

    async def is_renewed() -> bool:
        return await bearer(tokens, early) == {"authorization": "Bearer t2"}

    await until(is_renewed, "the new token")
    assert credentials.refreshes == 2


async def test_a_failed_early_renewal_costs_no_send() -> None:
    credentials = SlowCredentials()
    tokens = tokens_of(credentials)
    await bearer(tokens)
    credentials.fails = True
    for already in range(1, 4):
        assert await bearer(tokens, timedelta(minutes=57)) == {"authorization": "Bearer t1"}
        await credentials.until_asked(already + 1)
        await until(lambda: tokens._renewal is None, "the renewal to fail")
    with pytest.raises(NoToken):
        await bearer(tokens, timedelta(hours=1))


async def test_a_failing_refresh_is_a_retry_for_every_send_that_needed_it(stub: FcmStub) -> None:
    credentials = SlowCredentials()
    credentials.fails = True
    credentials.free.clear()
    transport = transport_of(stub, credentials)
    sends = asyncio.gather(*(transport.send(a_notice(), a_phone(), NOW) for _ in range(20)))
    await credentials.until_asked()
    credentials.free.set()
    assert await sends == [NO_CREDENTIALS] * 20
    assert (credentials.refreshes, stub.requests) == (1, 0)
    credentials.fails = False
    assert isinstance(await transport.send(a_notice(), a_phone(), NOW), Accepted)
    await transport.close()


async def test_a_failing_sign_in_is_not_hammered() -> None:
    credentials = SlowCredentials()
    credentials.fails = True
    tokens = tokens_of(credentials, pause_s=60.0)
    with the_loop().standing():
        for asked in (1, 2):
            for _ in range(5):
                with pytest.raises(NoToken):
                    await bearer(tokens)
            assert credentials.refreshes == asked
            the_loop().skip(60)


async def test_a_hanging_refresh_leaves_time_within_the_send(stub: FcmStub) -> None:
    credentials = SlowCredentials()
    credentials.free.clear()
    transport = transport_of(stub, credentials, timeout_s=30)
    sending = transport.send(a_notice(), a_phone(), NOW)
    outcome, took = await timed(sending, lambda: credentials.refreshes == 1)
    assert outcome == NO_CREDENTIALS
    assert took < 30
    credentials.free.set()
    await until(lambda: transport._tokens._renewal is None, "the refresh to end")
    assert isinstance(await transport.send(a_notice(), a_phone(), NOW), Accepted)
    assert credentials.refreshes == 1
    await transport.close()


async def test_a_cancelled_send_does_not_stop_the_fetch_of_the_others() -> None:
    credentials = SlowCredentials()
    credentials.free.clear()
    tokens = tokens_of(credentials)
    first, second = (asyncio.create_task(bearer(tokens)) for _ in range(2))
    await credentials.until_asked()
    first.cancel()
    credentials.free.set()
    assert await second == {"authorization": "Bearer t1"}
    assert first.cancelled()


async def test_apples_or_mozillas_refusal_says_nothing_about_our_token(stub: FcmStub) -> None:
    credentials = SlowCredentials()
    transport = transport_of(stub, credentials)
    stub.script("401")
    assert await transport.send(a_notice(), a_phone(), NOW) == foreign()
    assert isinstance(await transport.send(a_notice(), a_phone(), NOW), Accepted)
    assert credentials.refreshes == 1
    await transport.close()


async def test_the_bearer_does_not_show_in_a_repr() -> None:
    credentials = SlowCredentials()
    assert "t1" not in repr(fetch_token(credentials))


def test_missing_credentials_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/key.json")
    for _ in range(2):
        with pytest.raises(DefaultCredentialsError):
            open_fcm("p", None)


async def test_the_sdk_owns_app_and_credentials_until_the_transport_closes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    credentials = SlowCredentials()
    monkeypatch.setattr("google.auth.default", lambda scopes: (credentials, "from-credentials"))
    for _ in range(2):
        transport = open_fcm(None, None)
        assert firebase_admin.get_app("carryover-push").project_id == "from-credentials"
        await transport.close()
        with pytest.raises(ValueError, match="does not exist"):
            firebase_admin.get_app("carryover-push")


async def test_without_any_project_there_is_no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("google.auth.default", lambda scopes: (SlowCredentials(), None))
    monkeypatch.delenv("GOOGLE_CLOUD_PROJECT", raising=False)
    monkeypatch.delenv("GCLOUD_PROJECT", raising=False)
    with pytest.raises(ValueError, match="No Firebase project"):
        open_fcm(None, None)
