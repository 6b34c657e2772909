"""What a browser is asked with, to make a passkey or to use one: the JSON that WebAuthn defines."""

from collections.abc import Sequence

from api.accounts.passkey_shapes import PasskeyOptionsOut, PasskeysOff
from api.platform import base64url
from api.platform.settings import Settings
from api.rules.passkeys import LIFETIME, Site, site_of
from api.tables import Account

SHOWN_AS = "Carryover"
# EdDSA, ES256 and RS256, the best first, each with its kind of key (COSE): one of them is known to
# each device.
ALGORITHMS = {-8: 1, -7: 2, -257: 3}
_TIMEOUT_MS = int(LIFETIME.total_seconds() * 1000)


def site_or_refuse(config: Settings) -> Site:
    """Return what passkeys belong to here. Raises PasskeysOff where there are none."""
    site = site_of(config.public_url)
    if site is None:
        raise PasskeysOff
    return site


def to_use(site: Site, challenge: str, only: Sequence[str] = ()) -> PasskeyOptionsOut:
    """Return the options that have a passkey sign a challenge: any of this site, or `only` these.

    Her device has to see that it is her, by a finger, a face or its code.
    """
    return PasskeyOptionsOut(
        public_key={
            "challenge": challenge,
            "rpId": site.name,
            "timeout": _TIMEOUT_MS,
            "userVerification": "required",
            "allowCredentials": _ids(only),
        }
    )


def to_make(
    site: Site, challenge: str, account: Account, existing: Sequence[str]
) -> PasskeyOptionsOut:
    """Return the options that make a passkey which finds its account by itself.

    A device that has one of the existing ones makes no second one. Which device it is, is not
    asked.
    """
    return PasskeyOptionsOut(
        public_key={
            "challenge": challenge,
            "rp": {"id": site.name, "name": SHOWN_AS},
            "user": {
                "id": user_handle(account),
                "name": account.email or account.name,
                "displayName": account.name,
            },
            "pubKeyCredParams": [{"type": "public-key", "alg": each} for each in ALGORITHMS],
            "timeout": _TIMEOUT_MS,
            "excludeCredentials": _ids(existing),
            "authenticatorSelection": {
                "residentKey": "required",
                "requireResidentKey": True,
                "userVerification": "required",
            },
            "attestation": "none",
        }
    )


def user_handle(account: Account) -> str:
    """Return by what a passkey names its account."""
    return base64url.encode(account.id.bytes)


def _ids(credentials: Sequence[str]) -> list[dict[str, str]]:
    return [{"type": "public-key", "id": each} for each in credentials]
