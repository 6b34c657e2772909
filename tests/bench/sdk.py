"""What firebase-admin sends by itself: `messaging.send_each_async` against the stand-in for FCM.

Its address is private to it and is patched here, for the time of the bench. It speaks HTTP/1.1
to the stand-in, which knows no HTTP/2; over TLS it would try that.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import firebase_admin
from firebase_admin import credentials, messaging
from google.oauth2.credentials import Credentials

from push.fcm.client import compose
from tests.push.notices import NOW, a_notice, a_phone

# As many as one call takes.
BATCH = 500


class Signed(credentials.Base):  # type: ignore[misc]
    """Credentials that hold a token already, so that nothing signs in."""

    def get_credential(self) -> Credentials:
        return Credentials(token="local")  # type: ignore[no-untyped-call]


@contextmanager
def sdk_at(endpoint: str) -> Iterator[firebase_admin.App]:
    """Yield an app of the SDK whose messages go to the endpoint."""
    url = f"{endpoint}/v1/projects/{{0}}/messages:send"
    with patch.object(messaging._MessagingService, "FCM_URL", url):
        app = firebase_admin.initialize_app(Signed(), {"projectId": "p"}, name="bench")
        try:
            yield app
        finally:
            firebase_admin.delete_app(app)


async def send_by_sdk(app: firebase_admin.App, size: int) -> float:
    """Send so many messages, a batch after the other, and return how many it was a second."""
    started = time.perf_counter()
    for first in range(0, size, BATCH):
        count = min(BATCH, size - first)
        messages = [compose(a_notice(), a_phone(), NOW) for _ in range(count)]
        answer = await messaging.send_each_async(messages, app=app)
        assert answer.success_count == count
    return size / (time.perf_counter() - started)
