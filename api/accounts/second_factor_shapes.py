"""What is sent and answered of a second factor, and why a change of one is refused."""

from datetime import datetime

from pydantic import ConfigDict

from api.platform.http.errors import Conflict
from api.platform.http.fields import In, Out, Secret


class BeginIn(In):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"current_password": "four seas, one quiet boat"}]}
    )

    current_password: Secret


class ConfirmIn(In):
    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "492039"}]})

    code: Secret


class ProvenIn(In):
    """`code` is one of the app's, or a recovery code."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"current_password": "four seas, one quiet boat", "code": "492039"}]
        }
    )

    current_password: Secret
    code: Secret


class SecondFactorOut(Out):
    """`required`: the practice asks its admins for one, and she is one of them."""

    confirmed_at: datetime | None
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
