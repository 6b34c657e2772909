import pytest

from api.platform.addresses import network_of, shared_address


@pytest.mark.parametrize(
    ("host", "shared"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("::ffff:cb00:7109", "203.0.113.9"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:0DB8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("203.0.113.009", "unknown"),
        ("203.0.113.9:443", "unknown"),
        ("testserver", "unknown"),
        ("203.0.113.9, 203.0.113.10", "unknown"),
        (" ", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_what_the_addresses_of_one_place_have_in_common(host: str | None, shared: str) -> None:
    assert shared_address(host) == shared


@pytest.mark.parametrize(
    ("listed", "network"),
    [
        ("127.0.0.1", "127.0.0.1/32"),
        ("172.18.0.0/16", "172.18.0.0/16"),
        ("::1", "::1/128"),
        ("2001:db8::/32", "2001:db8::/32"),
    ],
)
def test_a_proxy_is_listed_by_its_address_or_network(listed: str, network: str) -> None:
    assert str(network_of(listed)) == network


@pytest.mark.parametrize(
    ("listed", "fault"),
    [
        ("nginx", "is neither an IP address nor a network"),
        ("127.0.0.1:80", "is neither an IP address nor a network"),
        ("10.0.0.0/33", "is neither an IP address nor a network"),
        ("10.1.2.3/8", "the network is 10.0.0.0/8"),
        ("*", "would let every caller choose an address"),
        ("0.0.0.0/0", "would let every caller choose an address"),
        ("::/0", "would let every caller choose an address"),
    ],
)
def test_what_is_none_is_refused_with_the_reason(listed: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        network_of(listed)
