"""The settings of every process, read once from the environment at an entry point."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.platform.keys import Keys, keys_of
from api.platform.setting_checks import (
    CONTACT,
    DRIVERS,
    RANDOM_KEY,
    DatabaseUrl,
    Loopback,
    Networks,
    SecretKey,
    SecretKeys,
    WebPushKey,
)

ROOT = Path(__file__).resolve().parents[2]
SECRETS = Path("/run/secrets")


class Settings(BaseSettings):
    """All settings: `CARRYOVER_` and the field's name, or a file of that name in /run/secrets."""

    model_config = SettingsConfigDict(
        env_prefix="CARRYOVER_",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
    )

    # Before the key and the clock, which are judged by it.
    environment: Literal["production", "development", "demo", "test"] = Field(
        "production", description="`production` hides /docs; only `test` may shift the clock."
    )
    database_url: DatabaseUrl = Field(
        SecretStr("sqlite:///var/carryover.db"),
        description="PostgreSQL (`postgresql://user@host/name`) or SQLite (`sqlite:///path`).",
    )
    secret_key: SecretKey | None = Field(
        None,
        validate_default=True,
        description="Signs tokens and cursors, and seals the answers kept for repeated requests; "
        "32 characters or more. Required outside demo.",
    )
    other_secret_keys: SecretKeys = Field(
        (),
        description="Keys that are believed beside it, separated by commas: the one before, or "
        "the one to come, while the key is changed.",
    )
    public_url: str = Field(
        "http://127.0.0.1:8000",
        description="Where phones reach this server; invite links use it, and passkeys belong to "
        "its name: an IP address has none.",
    )
    trusted_proxies: Networks = Field(
        (),
        description="Addresses or networks whose X-Forwarded-For is believed, separated by commas.",
    )
    metrics_token: SecretStr | None = Field(
        None, description="Bearer token of /metrics. Without one, production answers 404 there."
    )
    worker_metrics_port: int | None = Field(
        None, ge=1, le=65535, description="The worker serves its metrics on this loopback port."
    )
    min_app_version: str = Field(
        "1.0.0", pattern=r"^\d+\.\d+\.\d+$", description="Older phone apps are told to update."
    )
    recommended_app_version: str = Field(
        "1.0.0", pattern=r"^\d+\.\d+\.\d+$", description="Shown by GET /v1/app-config."
    )
    push_transport: Literal["console", "fcm"] = Field(
        "console", description="`console` prints what would be sent; `fcm` sends it."
    )
    fcm_project: str | None = Field(
        None, description="Firebase project; default: the credentials'."
    )
    fcm_endpoint: Loopback | None = Field(
        None, description="Base of a local FCM stand-in, loopback only; needs no credentials."
    )
    web_push_key: WebPushKey | None = Field(
        None,
        description="Private key of web push, as `carryover web-push-key` makes one. With it the "
        "worker pushes to browsers, beside whatever else it pushes to; without one, nobody "
        "subscribes.",
    )
    web_push_contact: str | None = Field(
        None,
        validate_default=True,
        description="Where push services reach the operator: `mailto:` or `https:`. Required with "
        "`CARRYOVER_WEB_PUSH_KEY`.",
    )
    web_push_endpoint: Loopback | None = Field(
        None,
        description="Origin of a local push service, taken beside the real ones; loopback only.",
    )
    google_application_credentials: Path | None = Field(
        None,
        validation_alias="GOOGLE_APPLICATION_CREDENTIALS",
        description="Service-account file for FCM, by Google's own name (no prefix).",
    )
    firebase_auth_project: str | None = Field(
        None, min_length=1, description="Firebase project whose users may sign in when linked."
    )
    firebase_keys_endpoint: Loopback | None = Field(
        None, description="A local stand-in of Google's keys for such tokens, loopback only."
    )
    firebase_auth_emulator_host: str | None = Field(
        None,
        validation_alias="FIREBASE_AUTH_EMULATOR_HOST",
        description="Google's name for an emulator, whose tokens nobody signs: never believed, "
        "and production does not start with it.",
    )
    push_connections: int = Field(200, ge=1, le=500, description="Sends in flight per worker.")
    reminder_spread_s: int = Field(
        60, ge=0, le=600, description="Reminders are spread over this many seconds after due."
    )
    therapist_idle_hours: int = Field(
        12, ge=1, le=2160, description="A therapist's sign-in that is not used for so long ends."
    )
    therapist_sign_in_days: int = Field(
        30, ge=1, le=365, description="A therapist's sign-in ends after so many days in all."
    )
    database_pool: int = Field(8, ge=1, le=100, description="PostgreSQL connections per process.")
    postgres_tools: Path | None = Field(
        None,
        description="Folder of pg_dump, pg_restore and psql, by which `backup` and `restore` do "
        "their work on PostgreSQL; default: where the PATH finds them.",
    )
    headers_within_s: float = Field(
        10, ge=0.1, le=600, description="A request whose headers take longer to arrive is closed."
    )
    body_within_s: float = Field(
        30,
        ge=0.1,
        le=600,
        description="A body that takes longer to arrive is answered 408; whoever takes longer to "
        "read an answer, or the next 64 KiB of it, is closed.",
    )
    max_header_bytes: int = Field(
        16_384,
        ge=4_096,
        le=1_048_576,
        description="Larger headers, the request's line included, are answered 431.",
    )
    max_connections: int = Field(
        1_000,
        ge=16,
        le=100_000,
        description="Connections to the API; one more ends the one that was silent for longest. "
        "The process needs about 100 open files more than this (`ulimit -n`).",
    )
    erasure_days: int = Field(
        14, ge=1, le=30, description="So many days after she asked, all that is a client's goes."
    )
    erased_file: Path | None = Field(
        None,
        description="The file in which erasures are noted, which `restore` reads. Keep it apart "
        "from the database's backups. Default: `erased.jsonl` beside a SQLite file; required with "
        "PostgreSQL in production.",
    )
    clock_file: Path | None = Field(
        None, description="Seconds added to the clock, read from this file; `test` only."
    )

    @field_validator("secret_key")
    @classmethod
    def _not_without(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if key is None and info.data.get("environment") != "demo":
            raise ValueError(f"required; {RANDOM_KEY}")
        return key

    @field_validator("firebase_auth_emulator_host")
    @classmethod
    def _not_in_production(cls, host: str | None, info: ValidationInfo) -> str | None:
        if host is not None and info.data.get("environment") == "production":
            raise ValueError("unset it: an emulator accepts forged tokens, and we never do")
        return host

    @field_validator("web_push_contact")
    @classmethod
    def _reachable(cls, contact: str | None, info: ValidationInfo) -> str | None:
        if contact is None and info.data.get("web_push_key") is not None:
            raise ValueError("required with CARRYOVER_WEB_PUSH_KEY, as mailto:push@example.org")
        if contact is not None and not CONTACT.fullmatch(contact):
            raise ValueError("it has to be as mailto:push@example.org or https://example.org")
        return contact

    @field_validator("clock_file")
    @classmethod
    def _only_in_tests(cls, file: Path | None, info: ValidationInfo) -> Path | None:
        if file is not None and info.data.get("environment") != "test":
            raise ValueError("only for CARRYOVER_ENVIRONMENT=test")
        return file

    @property
    def async_database_url(self) -> str:
        """The database URL with the name of its asynchronous driver."""
        scheme, _, rest = self.database_url.get_secret_value().partition("://")
        return f"{DRIVERS.get(scheme, scheme)}://{rest}"

    @property
    def is_sqlite(self) -> bool:
        return self.async_database_url.startswith("sqlite")

    @property
    def keys(self) -> Keys:
        """The keys that sign tokens and cursors; without any, `demo` uses a fixed public one."""
        others = [each.get_secret_value() for each in self.other_secret_keys]
        return keys_of(self.signing_key, others)

    @property
    def signing_key(self) -> str:
        """The newest of the keys: for what is harmless to lose when it changes."""
        if self.secret_key is None:
            return "a-public-key-for-the-demo-and-nothing-else"
        return self.secret_key.get_secret_value()


def environment_of_others(more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a program that is not ours: without our settings, with more."""
    theirs = {
        name: value for name, value in os.environ.items() if not name.startswith("CARRYOVER_")
    }
    return {**theirs, **more}
