"""The push services of browsers: the only addresses outside at which a phone's words are posted to.

An endpoint is an address that a stranger sends. It is taken where browsers really subscribe, and
spelt as they spell it: https, no name or password, no port, no fragment, no dots in its path that
could lead elsewhere. Hosts and paths as those who run them tell:

- Chrome and what is built on it: `components/push_messaging/push_messaging_constants.cc` of
  Chromium. Its staging hosts (jmt17.google.com) and GCM, which knows no VAPID, are not taken.
- Firefox: https://mozilla-services.github.io/autopush-rs/http.html
- Edge: https://learn.microsoft.com/windows/apps/develop/notifications/push-notifications/wns-overview
  ("ensure that the channel URI uses the domain notify.windows.com").
- Safari: https://webkit.org/blog/12945/meet-web-push/ ("any subdomain of push.apple.com").
"""

import re

LONGEST = 1024
_PART = r"[A-Za-z0-9_:=~-][A-Za-z0-9_:=~.-]*"
_PATH = rf"{_PART}(?:/{_PART})*"
_APPLE = re.compile(rf"https://[a-z0-9-]+\.push\.apple\.com/{_PATH}", re.ASCII)
_SERVICES = (
    re.compile(rf"https://fcm\.googleapis\.com/(?:fcm/send|wp)/{_PART}", re.ASCII),
    re.compile(rf"https://updates\.push\.services\.mozilla\.com/wpush/{_PATH}", re.ASCII),
    re.compile(
        rf"https://[a-z0-9-]+\.notify\.windows\.com/(?:{_PATH}/?)?(?:\?[A-Za-z0-9_.~%&=+/-]+)?",
        re.ASCII,
    ),
    _APPLE,
)
_LOCAL = re.compile(_PATH, re.ASCII)


def is_push_service(endpoint: str, local: str | None = None) -> bool:
    """Tell whether an endpoint is at a push service, or at the stand-in whose origin is `local`."""
    if len(endpoint) > LONGEST:
        return False
    if local is not None:
        base = local.rstrip("/") + "/"
        if endpoint.startswith(base) and _LOCAL.fullmatch(endpoint[len(base) :]):
            return True
    return any(service.fullmatch(endpoint) for service in _SERVICES)


def takes_silence(endpoint: str) -> bool:
    """Tell whether a push that shows nothing does no harm there.

    Safari ends a subscription after three of them:
    https://developer.apple.com/documentation/usernotifications/sending-web-push-notifications-in-web-apps-and-browsers
    """
    return not _APPLE.fullmatch(endpoint)
