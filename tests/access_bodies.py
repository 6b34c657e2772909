"""Ids and bodies for the requests of the access table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.accounts.challenges import password_id
from api.accounts.passkey_challenges import issue_passkey_challenge
from api.tables import Account
from tests.acting.credentials import PASSWORD, cheap_hash
from tests.acting.passkeys import SoftKey
from tests.databases import KEYS
from tests.google_keys import shift, token

Json = dict[str, Any]
TODAY, NOON = "2026-03-02", "2026-03-02T12:00:00+00:00"
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
# Ben's passkey.
BENS = SoftKey(20)


@dataclass(slots=True)
class Things:
    """The ids of one client's records, by the names that paths and bodies use."""

    client_id: str
    prescription_id: str
    log_id: str
    check_in_id: str
    installation_id: str
    invite: str = ""
    reset_code: str = ""
    refresh_token: str = ""
    challenge: str = ""
    code_before: str = ""
    code_now: str = ""
    code_next: str = ""
    excused_id: str = ""
    my_excused_id: str = ""
    episode_id: str = ""
    goal_id: str = ""
    appointment_id: str = ""
    alert_id: str = ""
    reminder_id: str = ""
    brief_id: str = ""
    therapist_id: str = ""
    sign_in_id: str = ""
    own_sign_in_id: str = ""
    passkey_id: str = ""
    signed_in_as: tuple[UUID, ...] = ()
    export_id: str = ""
    copy_id: str = ""
    slug: str = "chin-tuck"
    date: str = TODAY
    weekly_check_in_id: str = ""
    monday: str = TODAY


Body = Callable[[Things, Things], Json]


def check_in(asked: Things, _: Things) -> Json:
    return {"id": asked.check_in_id, "pain_average": 4, "recorded_at": NOON}


def weekly(asked: Things, _: Things) -> Json:
    return {"id": asked.weekly_check_in_id, "energy": 4, "recorded_at": NOON}


def log(_: Things, own: Things) -> Json:
    slot = {"prescription_id": own.prescription_id, "local_date": TODAY, "slot": "09:00"}
    return {**slot, "outcome": "done", "recorded_at": NOON}


def successor(asked: Things, _: Things) -> Json:
    return {"therapist_id": asked.therapist_id}


def read(asked: Things, _: Things) -> Json:
    return {"prescription_id": asked.prescription_id, "version": 1}


def seen(asked: Things, _: Things) -> Json:
    return {"alerts": [{"id": asked.alert_id}]}


def phone(asked: Things, _: Things) -> Json:
    target = {"kind": "token", "value": f"target-of-{asked.installation_id}"}
    return {"platform": "android", "target": target}


def synced(asked: Things, _: Things) -> Json:
    said = {"date": TODAY, "pain_average": 4, "recorded_at": NOON}
    changes = [
        {"kind": "check_in", "id": asked.check_in_id, "body": said},
        {"kind": "mood", "id": asked.check_in_id, "body": {}},
    ]
    return {"cursor": None, "changes": changes}


def by_firebase(asked: Things, _: Things) -> Json:
    return {"id_token": token(asked.client_id, MORNING, exp=shift(MORNING, 7200))}


def linked(asked: Things, _: Things) -> Json:
    return {**by_firebase(asked, asked), "password": PASSWORD}


def signed_by_passkey(_: Things, __: Things) -> Json:
    challenge = issue_passkey_challenge("sign in", (), MORNING, KEYS)
    return BENS.sign({"challenge": challenge})


def proven_by_passkey(asked: Things, _: Things) -> Json:
    """Return the body that shows Ben's password, and what his passkey signed in his sign-in."""
    challenge = issue_passkey_challenge("prove", asked.signed_in_as, MORNING, KEYS)
    return {"current_password": PASSWORD, "passkey": BENS.sign({"challenge": challenge})}


def made_passkey(asked: Things, _: Things) -> Json:
    """Return one more passkey of Ben's, made in his sign-in, while his password is PASSWORD."""
    known = password_id(Account(password_hash=cheap_hash(PASSWORD)))
    challenge = issue_passkey_challenge("add", (*asked.signed_in_as, known), MORNING, KEYS)
    return SoftKey(21).make({"challenge": challenge, "user": {"id": BENS.owner}})


def fixed(**body: Any) -> Body:
    return lambda _asked, _own: dict(body)
