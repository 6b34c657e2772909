"""Every table, so that Alembic sees them all."""

from api.models.activity import CheckIn, CheckInEdit, Log, LogAlias, WeeklyCheckIn
from api.models.base import Base
from api.models.devices import Device, PushHold, Worker
from api.models.disclosures import Consent, Intake
from api.models.episodes import Appointment, Episode, Feedback
from api.models.insights import BriefRead
from api.models.people import Account, AuditEvent, CareLink, Client, Practice, ZoneChange
from api.models.plans import (
    Acknowledgement,
    ExcusedPeriod,
    Prescription,
    PrescriptionPause,
    PrescriptionVersion,
)
from api.models.reminders import Delivery, Reminder, ReminderDay
from api.models.safety import Alert, SafetyEvent
from api.models.sign_ins import FailedAttempts, OneTimeCode, RefreshToken, SignIn

__all__ = [
    "Account",
    "Acknowledgement",
    "Alert",
    "Appointment",
    "AuditEvent",
    "Base",
    "BriefRead",
    "CareLink",
    "CheckIn",
    "CheckInEdit",
    "Client",
    "Consent",
    "Delivery",
    "Device",
    "Episode",
    "ExcusedPeriod",
    "FailedAttempts",
    "Feedback",
    "Intake",
    "Log",
    "LogAlias",
    "OneTimeCode",
    "Practice",
    "Prescription",
    "PrescriptionPause",
    "PrescriptionVersion",
    "PushHold",
    "RefreshToken",
    "Reminder",
    "ReminderDay",
    "SafetyEvent",
    "SignIn",
    "WeeklyCheckIn",
    "Worker",
    "ZoneChange",
]
