"""Where passkeys work: by name, over HTTPS or on one's own machine."""

import pytest

from api.rules.passkeys import Site, site_of


@pytest.mark.parametrize(
    ("public_url", "name", "origin"),
    [
        ("https://carryover.example.org", "carryover.example.org", None),
        (
            "https://carryover.example.org/",
            "carryover.example.org",
            "https://carryover.example.org",
        ),
        (
            "https://Carryover.Example.org:443",
            "carryover.example.org",
            "https://carryover.example.org",
        ),
        (
            "https://carryover.example.org:8443/x",
            "carryover.example.org",
            "https://carryover.example.org:8443",
        ),
        (
            "https://praxis-müller.example",
            "xn--praxis-mller-klb.example",
            "https://xn--praxis-mller-klb.example",
        ),
        (
            "https://Straße.example",
            "xn--strae-oqa.example",
            "https://xn--strae-oqa.example",
        ),
        ("http://localhost:8000", "localhost", None),
        ("http://localhost", "localhost", None),
        ("http://localhost:80", "localhost", "http://localhost"),
        ("http://demo.localhost:8000", "demo.localhost", None),
        ("https://localhost:8443", "localhost", None),
        # A machine of one's own has a name, too.
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"),
        ("http://[::1]:8000", "localhost", "http://localhost:8000"),
    ],
)
def test_a_name_is_the_site_and_the_origin_is_as_a_browser_says_it(public_url, name, origin):
    assert site_of(public_url) == Site(name, origin or public_url)


@pytest.mark.parametrize(
    "public_url",
    [
        "https://192.0.2.7",
        "https://[2001:db8::7]",
        "https://127.0.0.1:8443",
        "http://192.0.2.7:8000",
        "http://carryover.example.org",
        "http://notlocalhost",
        "ftp://carryover.example.org",
        "https://",
        "https://name:port",
        "https://[::",
        "carryover.example.org",
        "",
    ],
)
def test_without_a_name_or_without_https_there_is_none(public_url):
    assert site_of(public_url) is None
