"""Firebase Cloud Messaging. The one module of the worker that imports firebase_admin.

The SDK owns the app, the credentials, the message classes and their encoding; the POST is ours,
for the reasons in docs/adr/0003-own-fcm-post.md.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import firebase_admin
from firebase_admin import messaging
from google.auth.transport.requests import Request
from yarl import URL

from push.fcm.answers import outcome_of
from push.fcm.silent import encode_silent
from push.fcm.templates import Templates, within_limit
from push.fcm.tokens import AccessToken, AccessTokens, NoToken
from push.posts import Answer, Pool, loopback
from push.transports import (
    FCM_KINDS,
    Address,
    Kind,
    Message,
    Notice,
    Outcome,
    Refused,
    Retry,
    lifetime_s,
)

SERVICE = URL("https://fcm.googleapis.com")
APP_NAME = "carryover-push"
LOCAL_PROJECT = "local"
LOCAL_HEADERS = {"Authorization": "Bearer local"}
HEADERS = {"Content-Type": "application/json", "X-GOOG-API-FORMAT-VERSION": "2"}
TOKEN_TIMEOUT_S = 10


def open_fcm(
    project: str | None, endpoint: str | None, connections: int = 200, timeout_s: float = 15.0
) -> "FcmTransport":
    """Return a transport to FCM, or to a local stand-in at `endpoint`, which needs no credentials.

    Without a project the credentials name one. Raises ValueError when the endpoint is not on
    this machine or no project is known, google.auth's DefaultCredentialsError without credentials.
    """
    pool = Pool(connections)
    if endpoint is not None:
        url = _send_url(loopback(endpoint), project or LOCAL_PROJECT)
        return FcmTransport(url, pool, None, timeout_s, lambda: None)
    app = firebase_admin.initialize_app(
        options={"projectId": project} if project else {}, name=APP_NAME
    )
    forget = partial(firebase_admin.delete_app, app)
    try:
        credential = app.credential.get_credential()
        if not app.project_id:
            raise ValueError(
                "No Firebase project: neither the settings nor the credentials name one."
            )
    except Exception:
        forget()
        raise
    tokens = AccessTokens(partial(fetch_token, credential))
    return FcmTransport(_send_url(SERVICE, app.project_id), pool, tokens, timeout_s, forget)


class FcmTransport:
    """Sends to FCM's HTTP v1 API. One message, one POST, no retry."""

    kinds: frozenset[Kind] = FCM_KINDS

    def __init__(
        self,
        url: URL,
        pool: Pool,
        tokens: AccessTokens | None,
        timeout_s: float,
        on_close: Callable[[], None],
    ) -> None:
        self._url = url
        self._pool = pool
        self._tokens = tokens
        self._timeout_s = timeout_s
        self._templates = Templates(encode)
        self._on_close: Callable[[], None] | None = on_close

    async def send(self, notice: Message, target: Address, now: datetime) -> Outcome:
        """Send one notice within `timeout_s` seconds, and never after it has expired.

        Waiting for the access token and for a free connection is included.
        """
        loop = asyncio.get_running_loop()
        started = loop.time()
        limit_s = min(self._timeout_s, (notice.expires_at - now).total_seconds())
        try:
            authorization = await self._authorization(now, limit_s)
        except NoToken:
            return Retry(None, "credentials")
        waited_s = loop.time() - started
        if limit_s <= waited_s:
            return Retry(None, "late")
        try:
            # Its lifetime, in whole seconds, counts from the moment of sending.
            then = now + timedelta(seconds=int(waited_s))
            body = self._body(notice, target, then)
        except ValueError:
            return Refused("payload")
        headers = {**HEADERS, **authorization}
        content = f'{{"message":{body}}}'.encode()
        answer = await self._pool.post(self._url, headers, content, limit_s - waited_s)
        if not isinstance(answer, Answer):
            return answer
        outcome = outcome_of(answer.status, answer.headers, answer.body, now)
        if self._tokens and outcome == Retry(None, "UNAUTHENTICATED"):
            self._tokens.forget(authorization)
        return outcome

    async def close(self) -> None:
        """Close the connections and delete the Firebase app; calling it again does nothing."""
        on_close, self._on_close = self._on_close, None
        await self._pool.close()
        if on_close is not None:
            on_close()

    def _body(self, notice: Message, target: Address, now: datetime) -> str:
        if not isinstance(notice, Notice):
            return encode_silent(notice, target, now)
        return self._templates.encode(notice, target, now)

    async def _authorization(self, now: datetime, limit_s: float) -> Mapping[str, str]:
        if self._tokens is None:
            return LOCAL_HEADERS
        return await self._tokens.headers(now, patience_s=limit_s / 3)


def fetch_token(credential: Any) -> AccessToken:
    """Refresh a Google credential (blocking) and return its authorization headers."""
    credential.refresh(partial(Request(), timeout=TOKEN_TIMEOUT_S))
    headers: dict[str, str] = {}
    credential.apply(headers)
    # google-auth keeps expiry naive, in UTC.
    expiry = credential.expiry and credential.expiry.replace(tzinfo=UTC)
    return AccessToken(headers, expiry)


def encode(notice: Notice, target: Address, now: datetime) -> str:
    """Return a notice as FCM's JSON message. Raises ValueError if expired or above 4,096 bytes.

    The target, which a phone chooses, does not count towards the size.
    """
    return within_limit(str(compose(notice, target, now)), target)


def compose(notice: Notice, target: Address, now: datetime) -> messaging.Message:
    """Build a message that replaces earlier copies of itself and expires with its reminder.

    Phones get only the keys of their own strings, since Android prefers a literal text to a key.
    The blocks of all platforms are included; FCM uses the one that it needs.
    """
    ttl_s = lifetime_s(notice, now)
    message = messaging.Message(
        data=_data(notice),
        android=_android(notice, ttl_s),
        apns=_apns(notice),
        webpush=_webpush(notice, ttl_s),
    )
    # Assigned, because the constructor warns about `token`, which phones still register.
    setattr(message, target.kind, target.value)
    return message


def _data(notice: Notice) -> dict[str, str]:
    data = {"reminder_id": str(notice.reminder_id), "link": notice.link}
    return data if notice.source is None else {**data, "source": notice.source}


def _android(notice: Notice, ttl_s: int) -> messaging.AndroidConfig:
    return messaging.AndroidConfig(
        priority="high",
        ttl=timedelta(seconds=ttl_s),
        notification=messaging.AndroidNotification(
            title_loc_key=f"{notice.loc_key}_title",
            body_loc_key=f"{notice.loc_key}_body",
            tag=str(notice.reminder_id),
            visibility="private",
        ),
    )


def _apns(notice: Notice) -> messaging.APNSConfig:
    alert = messaging.ApsAlert(
        title=notice.title,
        body=notice.body,
        title_loc_key=f"{notice.loc_key}_title",
        loc_key=f"{notice.loc_key}_body",
    )
    return messaging.APNSConfig(
        headers={
            "apns-expiration": str(int(notice.expires_at.timestamp())),
            "apns-collapse-id": str(notice.reminder_id),
            "apns-priority": "10",
        },
        payload=messaging.APNSPayload(aps=messaging.Aps(alert=alert, sound="default")),
    )


def _webpush(notice: Notice, ttl_s: int) -> messaging.WebpushConfig:
    return messaging.WebpushConfig(
        headers={
            "TTL": str(ttl_s),
            "Urgency": "high",
            "Topic": notice.reminder_id.hex,
        },
        notification=messaging.WebpushNotification(
            title=notice.title, body=notice.body, tag=str(notice.reminder_id)
        ),
    )


def _send_url(base: URL, project: str) -> URL:
    return base / "v1/projects" / project / "messages:send"
