"""Every table, so that Alembic sees them all."""

from api.models.activity import CheckIn, Log, LogAlias
from api.models.base import Base
from api.models.devices import Device, Worker
from api.models.people import (
    Account,
    Appointment,
    AuditEvent,
    CareLink,
    Client,
    Practice,
    ZoneChange,
)
from api.models.plans import Prescription, PrescriptionPause, PrescriptionVersion
from api.models.reminders import Delivery, Reminder
from api.models.sign_ins import FailedAttempts, OneTimeCode, RefreshToken, SignIn

__all__ = [
    "Account",
    "Appointment",
    "AuditEvent",
    "Base",
    "CareLink",
    "CheckIn",
    "Client",
    "Delivery",
    "Device",
    "FailedAttempts",
    "Log",
    "LogAlias",
    "OneTimeCode",
    "Practice",
    "Prescription",
    "PrescriptionPause",
    "PrescriptionVersion",
    "RefreshToken",
    "Reminder",
    "SignIn",
    "Worker",
    "ZoneChange",
]
