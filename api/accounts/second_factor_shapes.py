"""What is sent and answered of a second factor, and why a change of one is refused."""

from datetime import datetime

from pydantic import ConfigDict

from api.accounts.passkey_shapes import AssertionIn
from api.platform.http.errors import Conflict
from api.platform.http.fields import In, Out, Secret


class ConfirmIn(In):
    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "492039"}]})

    code: Secret


class ProvenIn(In):
    """A password, and what proves her beside it once she has a second factor: one of these two."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"current_password": "four seas, one quiet boat", "code": "492039"},
                {"current_password": "four seas, one quiet boat"},
            ]
        }
    )

    current_password: Secret
    code: Secret | None = None
    passkey: AssertionIn | None = None


class SecondFactorOut(Out):
    """An app that was confirmed is one, and so is a passkey.

    `required`: the practice asks its admins for one, and she is one of them.
    """

    confirmed_at: datetime | None
    passkeys: int
    recovery_codes_left: int
    required: bool


class BegunOut(Out):
    """What an app makes codes of, as text and as what a QR code holds. It is shown only now."""

    secret: str
    uri: str


class RecoveryCodesOut(Out):
    """Each works once in place of a code. They are shown only now; earlier ones work no more."""

    recovery_codes: list[str]


class SecondFactorExists(Conflict):
    code, title = "second_factor_exists", "There is a second factor already. Remove it first."


class NotBegun(Conflict):
    code = "second_factor_not_begun"
    title = "Nothing was begun that could be confirmed, or too long ago. Begin again."


class NoSecondFactor(Conflict):
    code, title = "no_second_factor", "There is no second factor."
