"""Where a call comes from, as far as strangers cannot choose it."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from shebao.sandbox.faults import Scope

HOUSE_BITS = 64  # of an IPv6 address: within it whoever has one has them all


def source_of(scope: Scope) -> str:
    """The address at the other end of the line, for IPv6 its network; headers are not believed."""
    host = (scope.get("client") or ("", 0))[0].partition("%")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), HOUSE_BITS), strict=False))
    return str(address)
