"""Addresses on the network: which callers count as one, and which proxies may be believed."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

UNKNOWN = "unknown"
# What a home or a phone is given of IPv6: whoever has one address has all of its /64.
NEIGHBOURHOOD = 64
Network = IPv4Network | IPv6Network


def shared_address(host: str | None) -> str:
    """Return what all addresses of one household or clinic have in common.

    That is the address itself of IPv4, also if it is written as IPv6, and the /64 of IPv6.
    Whatever is no address is `unknown`.
    """
    try:
        address = ip_address(host or "")
    except ValueError:
        return UNKNOWN
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), NEIGHBOURHOOD), strict=False))


def network_of(listed: str) -> Network:
    """Return an address or a network of proxies; ValueError, for an operator, if it is neither.

    A network of all addresses is refused: of a caller's own X-Forwarded-For the first would count.
    """
    try:
        network = ip_network(listed)
    except ValueError:
        raise ValueError(f"{listed!r} {_fault(listed)}") from None
    if network.prefixlen == 0:
        raise ValueError(f"{listed!r} {_fault('*')}")
    return network


def _fault(listed: str) -> str:
    if listed == "*":
        return "would let every caller choose an address: list those of your proxies"
    try:
        return f"has bits beyond its prefix: the network is {ip_network(listed, strict=False)}"
    except ValueError:
        return "is neither an IP address nor a network as 172.18.0.0/16"
