"""What we take for granted of firebase-admin and google-auth; an upgrade that changes it fails.

Nothing private of either is used by the product. `_MessagingService` is looked at by this file
alone, to prove that the public text of a message is what the SDK itself would post.
"""

import inspect
import json
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import firebase_admin
import google.auth
import pytest
from firebase_admin import credentials, messaging
from google.auth.credentials import AnonymousCredentials, Credentials
from google.auth.transport.requests import Request

from push.fcm.client import compose
from push.transports import FCM_KINDS, Address
from tests.push.notices import NOW, a_notice, a_phone

KINDS = sorted(FCM_KINDS)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An app with default credentials, as the transport opens one."""
    monkeypatch.setattr(google.auth, "default", lambda **_: (AnonymousCredentials(), "found"))  # type: ignore[no-untyped-call]
    app = firebase_admin.initialize_app(options={}, name="pinned")
    yield app
    firebase_admin.delete_app(app)


def test_the_text_of_a_message_is_what_the_sdk_itself_would_post() -> None:
    for kind in KINDS:
        built = compose(a_notice(), Address(kind, "ana-phone", "ios"), NOW)
        assert json.loads(str(built)) == messaging._MessagingService.encode_message(built)


def test_a_message_can_be_made_without_a_target_and_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        messaging.Message(data={})


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_takes_an_assigned_target_without_a_warning(kind: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        message = messaging.Message(data={})
        setattr(message, kind, "ana-phone")
        assert json.loads(str(message)) == {kind: "ana-phone"}


def test_a_message_with_two_targets_is_refused() -> None:
    built = compose(a_notice(), a_phone(), NOW)
    built.token = "another"
    with pytest.raises(ValueError, match="Exactly one"):
        str(built)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("Message", {"data", "android", "apns", "webpush"}),
        ("AndroidConfig", {"priority", "ttl", "notification"}),
        ("AndroidNotification", {"title_loc_key", "body_loc_key", "tag", "visibility"}),
        ("APNSConfig", {"headers", "payload"}),
        ("APNSPayload", {"aps"}),
        ("Aps", {"alert", "sound"}),
        ("ApsAlert", {"title", "body", "title_loc_key", "loc_key"}),
        ("WebpushConfig", {"headers", "notification"}),
        ("WebpushNotification", {"title", "body", "tag"}),
    ],
)
def test_the_message_classes_take_what_we_give_them(name: str, arguments: set[str]) -> None:
    assert arguments <= set(inspect.signature(getattr(messaging, name)).parameters)


def test_a_lifetime_is_written_in_full_seconds() -> None:
    message = messaging.Message(android=messaging.AndroidConfig(ttl=timedelta(seconds=90)))
    message.fid = "ana-phone"
    assert json.loads(str(message))["android"]["ttl"] == "90s"


def test_an_app_hands_out_its_google_credentials_and_its_project(app: Any) -> None:
    assert isinstance(app.credential.get_credential(), Credentials)
    assert app.project_id == "found"


def test_an_app_of_a_name_is_there_until_it_is_deleted(app: Any) -> None:
    assert firebase_admin.get_app("pinned") is app
    with pytest.raises(ValueError, match="already exists"):
        firebase_admin.initialize_app(options={}, name="pinned")


def test_the_default_credentials_ask_for_the_scope_of_messaging() -> None:
    scopes = {
        "https://www.googleapis.com/auth/firebase.messaging",
        "https://www.googleapis.com/auth/cloud-platform",
    }
    asked: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        found = AnonymousCredentials()  # type: ignore[no-untyped-call]
        patch.setattr(google.auth, "default", lambda scopes: asked.extend(scopes) or (found, None))
        credentials.ApplicationDefault().get_credential()
    assert scopes & set(asked)


def test_credentials_refresh_and_apply_as_we_call_them(service_account: Path) -> None:
    account = credentials.Certificate(str(service_account)).get_credential()
    assert list(inspect.signature(account.refresh).parameters) == ["request"]
    account.token = "t"
    headers: dict[str, str] = {}
    account.apply(headers)
    assert headers == {"authorization": "Bearer t"}


def test_credentials_expire_at_a_naive_instant_in_utc(service_account: Path) -> None:
    account = credentials.Certificate(str(service_account)).get_credential()
    account.token = "t"
    account.expiry = datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=10)
    assert not account.expired
    account.expiry -= timedelta(minutes=20)
    assert account.expired


def test_a_request_of_google_auth_takes_a_timeout() -> None:
    assert "timeout" in inspect.signature(Request.__call__).parameters
