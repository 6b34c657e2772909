"""Where a stranger's endpoint is taken, and where nothing is ever sent."""

import pytest

from api.rules.push_services import LONGEST, is_push_service, takes_silence

LOCAL = "http://127.0.0.1:9000"
CHROME = "https://fcm.googleapis.com/fcm/send/dpH5lCsTSSM:APA91bHqjZxM0VImWWqDRN7U0a3AycjUf4O-byuxb"
FIREFOX = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABl_Qx0-8w4="
EDGE = (
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2fzmVmOLC0gZ2BxYwmyk%2fJ3mH1IGz4Y%3d"
)
SAFARI = "https://web.push.apple.com/QGuQyavXutnMH86wlmXHnn_pK1tBFu3Y"


@pytest.mark.parametrize(
    "endpoint",
    [
        CHROME,
        "https://fcm.googleapis.com/wp/dpH5lCsTSSM:APA91bHqjZxM0VImWWqDRN7U0a3AycjUf4O",
        FIREFOX,
        "https://updates.push.services.mozilla.com/wpush/v1/gAAAAABl",
        EDGE,
        SAFARI,
        "https://api.push.apple.com/3/device/00fc13adff78",
    ],
)
def test_where_browsers_subscribe(endpoint: str) -> None:
    assert is_push_service(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "https://example.org/push",
        # Addresses, names of this machine and of its network.
        "https://127.0.0.1/wp/a",
        "https://[::1]/wp/a",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/wp/a",
        "https://localhost/wp/a",
        "https://metadata.google.internal/computeMetadata/v1/",
        LOCAL + "/push/a",
        # Another scheme, a name and password, a port, a fragment.
        CHROME.replace("https:", "http:"),
        CHROME.replace("https:", "HTTPS:"),
        CHROME.replace("https:", "ftp:"),
        CHROME.replace("https://", "https://me:secret@"),
        CHROME.replace("https://", "https://example.org@"),
        CHROME.replace(".com/", ".com:443/"),
        CHROME.replace(".com/", ".com:8443/"),
        CHROME.replace(".com/", ".com:80@example.org/"),
        CHROME + "#part",
        CHROME + "?to=https://example.org",
        FIREFOX + "?a=b",
        SAFARI + "?a=b",
        # Hosts that look alike, end alike or begin alike.
        CHROME.replace("fcm.googleapis.com", "fcm.googleapis.com.example.org"),
        CHROME.replace("fcm.googleapis.com", "fcm.googleapis.com."),
        CHROME.replace("fcm.googleapis.com", "evilfcm.googleapis.com"),
        CHROME.replace("fcm.googleapis.com", "fcm-googleapis.com"),
        CHROME.replace("fcm.googleapis.com", "fcmXgoogleapis.com"),
        CHROME.replace("fcm.googleapis.com", "FCM.googleapis.com"),
        CHROME.replace("fcm.googleapis.com", "fcm.googleаpis.com"),
        CHROME.replace("fcm.googleapis.com", "xn--fcm-googlepis-1ij.com"),
        CHROME.replace("fcm.googleapis.com", "fcm。googleapis。com"),
        CHROME.replace("fcm.googleapis.com", "jmt17.google.com"),
        CHROME.replace("fcm.googleapis.com", "www.googleapis.com"),
        EDGE.replace("wns2-par02p.", ""),
        EDGE.replace("wns2-par02p.", "evil.example.org/."),
        EDGE.replace("notify.windows.com", "notify.windows.com.example.org"),
        EDGE.replace("notify.windows.com", "evilnotify.windows.com"),
        SAFARI.replace("web.push.apple.com", "push.apple.com.example.org"),
        SAFARI.replace("web.push.apple.com", "evilpush.apple.com"),
        SAFARI.replace("web.push.apple.com", "push.apple.com"),
        SAFARI.replace("web.push.apple.com", "a.b.push.apple.com"),
        "https://push.services.mozilla.com/wpush/v2/a",
        "https://updates-autopush.stage.mozaws.net/wpush/v2/a",
        # Other doors of a host, and ways around.
        "https://fcm.googleapis.com/",
        "https://fcm.googleapis.com/v1/projects/a/messages:send",
        "https://fcm.googleapis.com/fcm/send/../../v1/projects/a/messages:send",
        "https://fcm.googleapis.com/fcm/send/..",
        "https://fcm.googleapis.com/fcm/send/%2e%2e",
        "https://fcm.googleapis.com/fcm/send/a/b",
        "https://fcm.googleapis.com/fcm/send/",
        "https://fcm.googleapis.com//fcm/send/a",
        "https://fcm.googleapis.com\\@example.org/fcm/send/a",
        "https://updates.push.services.mozilla.com/v1/a",
        "https://updates.push.services.mozilla.com/wpush/../m/a",
        # What a line, a blank or a letter more would do.
        CHROME + "\n",
        CHROME + "\r\nX-Header: a",
        " " + CHROME,
        CHROME + " ",
        CHROME + "\x00",
        CHROME + "ж",
        CHROME + "a" * LONGEST,
    ],
)
def test_where_nothing_is_sent(endpoint: str) -> None:
    assert not is_push_service(endpoint)


def test_the_longest_that_is_taken() -> None:
    longest = CHROME + "a" * (LONGEST - len(CHROME))
    assert is_push_service(longest)
    assert not is_push_service(longest + "a")


@pytest.mark.parametrize("local", [LOCAL, LOCAL + "/"])
def test_a_stand_in_is_taken_at_its_own_origin(local: str) -> None:
    assert is_push_service(LOCAL + "/push/410:ana", local)
    assert is_push_service(CHROME, local)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:90001/push/a",
        "http://127.0.0.1:9000@example.org/push/a",
        "http://127.0.0.1:9000.example.org/push/a",
        "https://127.0.0.1:9000/push/a",
        LOCAL + "/../a",
        LOCAL + "//example.org/a",
        LOCAL + "/push/a?to=b",
        LOCAL + "/",
        LOCAL,
    ],
)
def test_a_stand_in_opens_no_other_door(endpoint: str) -> None:
    assert not is_push_service(endpoint, LOCAL)


def test_what_shows_nothing_does_harm_at_apples_service_alone() -> None:
    assert [each for each in (CHROME, FIREFOX, EDGE, SAFARI) if not takes_silence(each)] == [SAFARI]
