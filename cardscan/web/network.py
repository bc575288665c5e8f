"""Under which addresses a phone in the same network reaches this machine, the likeliest first.

The only module that knows how systems name their interfaces.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cardscan.errors import UsageError

__all__ = ["Reachable", "choose_address", "find_addresses"]

_SIOCGIFADDR = 0x8915
_SYSTEM = Path("/sys/class/net")
_IPV6 = Path("/proc/net/if_inet6")
_VIRTUAL = re.compile(
    r"tun|tap|wg|utun|ppp|tailscale|ts\d|zt|nordlynx|proton|mullvad|ipsec|docker|br-|veth|virbr"
    r"|lxc|lxd|cni|flannel|cali|podman|vmnet|vboxnet|ham|awdl|llw|bridge|dummy",
    re.IGNORECASE,
)
"""VPNs, bridges and what connects containers and virtual machines, by their programs' names."""
_WIRELESS = re.compile(r"wl|ath|ra\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reachable:
    """One address of this machine, and the interface that has it."""

    address: str
    interface: str = ""

    @property
    def in_url(self) -> str:
        return f"[{self.address}]" if ":" in self.address else self.address

    def __str__(self) -> str:
        return f"{self.address} ({self.interface})" if self.interface else self.address


def find_addresses() -> tuple[Reachable, ...]:
    """All but those of this machine alone: Wi-Fi, Ethernet, then where phones are not."""
    found = dict.fromkeys((*_of_interfaces(), *_ipv6(), *_outward()))
    usable = (each for each in found if not _is_local(each.address))
    unique = {each.address: each for each in reversed(tuple(usable))}
    return tuple(sorted(unique.values(), key=_rank))


def choose_address(found: tuple[Reachable, ...], wanted: str | None) -> Reachable:
    """The address to serve on. ``wanted`` is an interface or an address; raises UsageError."""
    if wanted is None:
        if not found:
            raise UsageError(
                "This computer is in no network that a phone could be in.",
                next_step="Connect it to your Wi-Fi, or name an address with --interface.",
            )
        return found[0]
    named = [each for each in found if wanted in (each.interface, each.address)]
    if named:
        return named[0]
    with suppress(ValueError):
        return Reachable(str(ipaddress.ip_address(wanted.strip("[]"))))
    known = ", ".join(map(str, found)) or "none"
    raise UsageError(
        f"There is no interface or address {wanted}.", next_step=f"There are: {known}."
    )


def _rank(each: Reachable) -> tuple[int, int, str]:
    name, address = each.interface, ipaddress.ip_address(each.address)
    virtual = bool(_VIRTUAL.match(name)) or (_SYSTEM / name / "bridge").is_dir()
    wireless = bool(_WIRELESS.match(name)) or (_SYSTEM / name / "wireless").is_dir()
    kind = 3 if virtual else 0 if wireless else 1
    # Addresses that a network gives itself, and public ones, are seldom where the phone is.
    unlikely = address.is_link_local or not address.is_private
    return kind, (2 if address.version == 6 else 0) + unlikely, name


def _is_local(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return (
        parsed.is_loopback
        or parsed.is_unspecified
        or (parsed.version == 6 and parsed.is_link_local)
    )


def _of_interfaces() -> Iterator[Reachable]:
    """IPv4 addresses with their interfaces, where the system is Linux."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            with suppress(OSError):
                request = struct.pack("256s", name.encode()[:15])
                answer = fcntl.ioctl(asking.fileno(), _SIOCGIFADDR, request)
                yield Reachable(socket.inet_ntoa(answer[20:24]), name)


def _ipv6() -> Iterator[Reachable]:
    with suppress(OSError, ValueError):
        for line in _IPV6.read_text(encoding="ascii").splitlines():
            digits, *_, name = line.split()
            yield Reachable(str(ipaddress.IPv6Address(int(digits, 16))), name)


def _outward() -> Iterator[Reachable]:
    """The address that packets to elsewhere would have; asking sends none."""
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.connect((elsewhere, 9))
            yield Reachable(asking.getsockname()[0].partition("%")[0])
