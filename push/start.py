"""Building a worker from the settings, with the transport that they select."""

import sys

from google.auth.exceptions import DefaultCredentialsError

from api.erasure.ledger import require_ledger
from api.library import Library
from api.platform.clock import Clock
from api.platform.db import Sessions
from api.platform.faults import Fault
from api.platform.settings import Settings
from push.by_kind import ByKind
from push.console import ConsoleTransport
from push.fcm.client import open_fcm
from push.transports import Transport
from push.web_push.client import open_web_push
from push.worker import Worker

NEEDED = (
    "GOOGLE_APPLICATION_CREDENTIALS has to name a service account's file, and "
    "CARRYOVER_FCM_PROJECT the project if the file does not."
)


class CannotPush(Fault):
    """FCM is selected but not configured; the message says what is missing."""


def build_worker(settings: Settings, sessions: Sessions, clock: Clock, library: Library) -> Worker:
    """Return a worker. Raises CannotPush, and Fault if erasures could not be noted."""
    require_ledger(settings)
    return Worker(settings, sessions, clock, library, open_transport(settings))


def open_transport(settings: Settings) -> Transport:
    """Return the transport of these settings: that of browsers first, if there is a key for it.

    The console prints on standard output whatever nothing else reaches.
    """
    rest = _open_rest(settings)
    key, contact = settings.web_push_key, settings.web_push_contact
    if key is None or contact is None:
        return rest
    local, connections = settings.web_push_endpoint, settings.push_connections
    browsers = open_web_push(key.get_secret_value(), contact, local, connections)
    return ByKind((browsers, rest))


def _open_rest(settings: Settings) -> Transport:
    if settings.push_transport == "console":
        return ConsoleTransport(sys.stdout)
    credentials = settings.google_application_credentials
    if credentials is not None and not credentials.is_file():
        raise CannotPush("GOOGLE_APPLICATION_CREDENTIALS names no file.")
    try:
        return open_fcm(settings.fcm_project, settings.fcm_endpoint, settings.push_connections)
    except OSError as error:
        raise CannotPush(f"GOOGLE_APPLICATION_CREDENTIALS: {error.strerror}.") from None
    except (DefaultCredentialsError, ValueError) as error:
        # What stands behind the first sentence may quote the file, and with it the key.
        raise CannotPush(f"Firebase is not set up: {error.args[0]} {NEEDED}") from None
