"""All tables: what of a person they hold, who gets a copy of it, and of which there is none.

A test walks the tables and fails at one, or at a column, that is not told of here.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from api.exports.columns import (
    A_KEY,
    ALL,
    DERIVED,
    IMPLIED,
    OF_THERAPISTS,
    WORKINGS,
    Held,
    itself,
    of_account,
    own,
)
from api.exports.held_of_diaries import HELD_OF_DIARIES
from api.exports.held_of_plans import HELD_OF_PLANS
from api.rules.reminders.of_accounts import OF_ACCOUNT
from api.tables import (
    Account,
    Alert,
    AuditEvent,
    BriefRead,
    CareLink,
    Client,
    Consent,
    Delivery,
    Device,
    Export,
    FirebaseIdentity,
    Intake,
    LocalNotice,
    OneTimeCode,
    Practice,
    Reminder,
    ReminderDay,
    SafetyEvent,
    SignIn,
    ZoneChange,
)


def _of_practice(client_id: UUID) -> ColumnElement[bool]:
    return Practice.id.in_(select(Client.practice_id).where(Client.id == client_id))


def _of_reminder(client_id: UUID) -> ColumnElement[bool]:
    hers = select(Reminder.id).where(Reminder.account_id == client_id)
    return Delivery.reminder_id.in_(hers)


def _of_phone(client_id: UUID) -> ColumnElement[bool]:
    hers = select(Device.id).where(Device.account_id == client_id)
    return LocalNotice.device_id.in_(hers)


_OF_PLAN = select(Reminder.id).where(Reminder.source.not_in(OF_ACCOUNT))
HELD: tuple[Held, ...] = (
    Held(
        Account,
        itself(Account),
        both="id created_at practice_id name locale timezone",
        hers="role email timezone_pinned deactivated_at",
        left_out={
            "password_hash": A_KEY,
            "name_key name_folded": DERIVED,
            "admin brief_lead_min": OF_THERAPISTS,
        },
    ),
    Held(
        Client,
        itself(Client),
        both="id created_at conditions last_contact_at discharged_at readmitted_at erase_asked_at "
        "erase_asked_by erase_at",
        hers="quiet_from quiet_to check_in_time reminder_cap sharing_withdrawn_at",
        left_out={
            "practice_id": "It stands in her account.",
            "plan_revision planned_until planned_tzdb look_again_at": WORKINGS,
        },
    ),
    Held(
        Practice,
        _of_practice,
        both="id name timezone country retention_months",
        left_out={"created_at admins_need_second_factor": "It says nothing of her."},
    ),
    Held(
        CareLink,
        own(CareLink),
        both="id created_at therapist_id ended_at",
        left_out={"client_id": IMPLIED, "practice_id": "It stands in her account."},
    ),
    # Whatever else comes to be kept of what she agreed to, it is hers.
    Held(Consent, own(Consent), both=ALL),
    Held(
        Intake,
        own(Intake),
        both="id created_at number created_by conditions contraindications places "
        "other_conditions medication previous_treatment family_history",
        left_out={"client_id": IMPLIED},
        by="number",
    ),
    Held(
        ZoneChange,
        own(ZoneChange),
        both="id created_at timezone from_at",
        left_out={"client_id": IMPLIED},
    ),
    *HELD_OF_PLANS,
    *HELD_OF_DIARIES,
    Held(
        SafetyEvent,
        own(SafetyEvent),
        both="id created_at kind code level on_date subject_id prescription_id evidence",
        left_out={"client_id": IMPLIED},
    ),
    Held(
        Alert,
        own(Alert),
        both="id created_at kind evidence evidence_at acknowledged_at acknowledged_by",
        theirs="useful",
        left_out={"client_id": IMPLIED},
    ),
    Held(
        BriefRead,
        own(BriefRead),
        both="id created_at therapist_id as_of",
        theirs="snapshot",
        left_out={"client_id": IMPLIED},
    ),
    Held(
        Reminder,
        of_account(Reminder),
        both="id created_at source subject_id prescription_id local_date slot due_at "
        "fixed_timezone expires_at state reason counted_on",
        left_out={
            "account_id": IMPLIED,
            "plan_revision tzdb_version next_attempt_at attempts claim_token lease_until": WORKINGS,
        },
        by="due_at",
        theirs_are=Reminder.source.not_in(OF_ACCOUNT),
    ),
    Held(
        Delivery,
        _of_reminder,
        both="id created_at reminder_id device_id state dispatched_at received_at opened_at "
        "dismissed_at error",
        hers="clear_asked_at",
        left_out={"target_hash target_generation message_name clear_at": WORKINGS},
        theirs_are=Delivery.reminder_id.in_(_OF_PLAN),
    ),
    Held(
        ReminderDay,
        own(ReminderDay),
        hers="id created_at on_date sent unanswered",
        left_out={"client_id": IMPLIED},
        by="on_date",
    ),
    Held(
        Device,
        of_account(Device),
        hers="id created_at installation_id platform target_kind notifications_allowed "
        "app_version locale timezone zone_disagrees sign_in_id refreshed_at disabled_at "
        "disabled_reason",
        left_out={
            "account_id": IMPLIED,
            "target target_p256dh target_auth proof_hash": A_KEY,
            "target_generation proof_expires_at proof_tries": WORKINGS,
        },
    ),
    Held(LocalNotice, _of_phone, hers="id created_at device_id reminder_id due_at is_set"),
    Held(
        SignIn,
        of_account(SignIn),
        hers="id created_at last_used_at expires_at revoked_at",
        left_out={"account_id": IMPLIED, "browser_id": OF_THERAPISTS},
    ),
    Held(
        FirebaseIdentity,
        of_account(FirebaseIdentity),
        hers="id created_at",
        left_out={"account_id": IMPLIED, "user_hash": A_KEY},
    ),
    Held(
        OneTimeCode,
        of_account(OneTimeCode),
        hers="id created_at created_by purpose expires_at used_at revoked_at",
        left_out={"account_id": IMPLIED, "code_hash": A_KEY, "email_tries": WORKINGS},
    ),
    Held(
        AuditEvent,
        own(AuditEvent),
        hers="id created_at actor_id action subject",
        left_out={"client_id": IMPLIED, "practice_id": "It stands in her account."},
    ),
    Held(
        Export,
        own(Export),
        hers="id created_at asked_by state expires_at",
        left_out={"client_id": IMPLIED, "claim_token lease_until attempts": WORKINGS},
    ),
)
# Tables of which no row is in a copy, and why.
NOT_HELD = {
    "alert_looks": WORKINGS,
    "audit_heads": "It has the end of the chain of the audit, and is of no person.",
    "audit_links": "It has hashes of what is in `audit_events`.",
    "browsers": OF_THERAPISTS,
    "erasures": "Who is in it is in no other table any more.",
    "export_archives": "It is the copy itself.",
    "failed_attempts": "It has keyed hashes that lead back to nobody, for a quarter of an hour.",
    "kept_answers": "It is sealed: only the request that it answers opens it. What it tells of is "
    "in the other tables; it is gone after a day.",
    "passkeys": OF_THERAPISTS,
    "phone_views": "It has marks of what a phone was given, which is in the other tables.",
    "push_holds": "It is of no person.",
    "recovery_codes": OF_THERAPISTS,
    "refresh_tokens": "Secrets that renew a sign-in; when that was last is in `sign_ins`.",
    "second_factors": OF_THERAPISTS,
    "spent_challenges": "It has hashes of numbers made at random, for two hours at most.",
    "workers": "It is of no person.",
}
