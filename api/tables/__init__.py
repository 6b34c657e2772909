"""The tables, one file per capability; all are imported here, so that Alembic sees them."""

from api.platform.base import Base
from api.tables.accounts import (
    FailedAttempts,
    FirebaseIdentity,
    KeptAnswer,
    OneTimeCode,
    RefreshToken,
    SignIn,
)
from api.tables.appointments import Appointment, Episode, Feedback
from api.tables.audits import AuditEvent, AuditHead, AuditLink
from api.tables.devices import Device, PushHold, Worker
from api.tables.diary import CheckIn, Log, LogAlias, WeeklyCheckIn
from api.tables.exports import Export, ExportArchive
from api.tables.people import (
    Account,
    CareLink,
    Client,
    Consent,
    Erasure,
    Intake,
    Practice,
    ZoneChange,
)
from api.tables.plan import (
    Acknowledgement,
    ExcusedPeriod,
    Goal,
    Prescription,
    PrescriptionPause,
    PrescriptionVersion,
)
from api.tables.reminders import Delivery, Reminder, ReminderDay
from api.tables.reviews import BriefRead
from api.tables.safety import Alert, AlertLook, SafetyEvent
from api.tables.second_factors import (
    Browser,
    Passkey,
    RecoveryCode,
    SecondFactor,
    SpentChallenge,
)
from api.tables.sync import ExcusedName, LocalNotice, PhoneView, ToldPreference
from api.tables.uploads import EarlierUpload

__all__ = [
    "Account",
    "Acknowledgement",
    "Alert",
    "AlertLook",
    "Appointment",
    "AuditEvent",
    "AuditHead",
    "AuditLink",
    "Base",
    "BriefRead",
    "Browser",
    "CareLink",
    "CheckIn",
    "Client",
    "Consent",
    "Delivery",
    "Device",
    "EarlierUpload",
    "Episode",
    "Erasure",
    "ExcusedName",
    "ExcusedPeriod",
    "Export",
    "ExportArchive",
    "FailedAttempts",
    "Feedback",
    "FirebaseIdentity",
    "Goal",
    "Intake",
    "KeptAnswer",
    "LocalNotice",
    "Log",
    "LogAlias",
    "OneTimeCode",
    "Passkey",
    "PhoneView",
    "Practice",
    "Prescription",
    "PrescriptionPause",
    "PrescriptionVersion",
    "PushHold",
    "RecoveryCode",
    "RefreshToken",
    "Reminder",
    "ReminderDay",
    "SafetyEvent",
    "SecondFactor",
    "SignIn",
    "SpentChallenge",
    "ToldPreference",
    "WeeklyCheckIn",
    "Worker",
    "ZoneChange",
]
