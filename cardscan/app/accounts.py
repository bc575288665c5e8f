"""Accounts on servers: which one is meant, and who knows its password."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cardscan.errors import AddressBookError, MissingDependencyError, UsageError
from cardscan.model import Account

if TYPE_CHECKING:
    from cardscan.carddav import Credentials

__all__ = ["NOBODY", "Ask", "find_account", "find_credentials"]

_COMMAND_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Ask:
    """How a person is asked: for a user's name, and for a password that is not shown."""

    user: Callable[[str], str | None]
    password: Callable[[str], str | None]


NOBODY = Ask(lambda _host: None, lambda _whom: None)
"""Where there is no person to ask."""


def find_account(url: str, accounts: tuple[Account, ...]) -> Account:
    """The configured account of an address, or one that only it says something of."""
    from cardscan.carddav import check_address, user_in

    wanted, user = urlsplit(check_address(url)), user_in(url)
    for account in accounts:
        known = urlsplit(check_address(account.url))
        if (known.scheme, known.netloc) == (wanted.scheme, wanted.netloc) and user in (
            None,
            account.user or user_in(account.url),
        ):
            return account
    return Account(url=url)


def find_credentials(
    url: str, account: Account, ask: Ask, env: Mapping[str, str] | None = None
) -> Credentials:
    """User and password: from the environment, a command, the keyring, or the person.

    Raises UsageError where nobody can be asked, AddressBookError where the
    command fails. Neither says a word of what it got.
    """
    from cardscan.carddav import Credentials, check_address, user_in

    env = os.environ if env is None else env
    host = urlsplit(check_address(url)).netloc
    user = user_in(url) or account.user or user_in(account.url) or env.get("CARDSCAN_USER")
    user = user or ask.user(host)
    if not user:
        raise UsageError(
            f"It is not said who you are at {host}.",
            next_step="Write user into an [[account]] table of the configuration file.",
        )
    password = (
        env.get("CARDSCAN_PASSWORD")
        or _of_command(account.password_command)
        or _of_keyring(account.keyring, user)
        or ask.password(f"{user} at {host}")
    )
    if not password:
        raise UsageError(
            f"There is no password for {user} at {host}.",
            next_step="Set CARDSCAN_PASSWORD, or password_command or keyring in the [[account]] "
            "table of the configuration file.",
        )
    return Credentials(user, password)


def _of_command(command: str | None) -> str | None:
    """The first line that a command prints."""
    if command is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 # the person's own command, without a shell
            shlex.split(command),
            stdout=subprocess.PIPE,
            timeout=_COMMAND_TIMEOUT_S,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise AddressBookError(
            f"password_command did not run ({type(error).__name__}).",
            next_step="Try it in a terminal; it should print the password.",
        ) from None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode or not lines or not lines[0]:
        raise AddressBookError(
            f"password_command ended with {done.returncode} and gave no password.",
            next_step="Try it in a terminal; it should print the password.",
        )
    return lines[0]


def _of_keyring(service: str | None, user: str) -> str | None:
    if service is None:
        return None
    try:
        import keyring  # a package for those who want it
    except ImportError:
        raise MissingDependencyError(
            "The password is in the keyring, and the package for it is not installed.",
            next_step="Run: pip install keyring",
        ) from None
    try:
        found = keyring.get_password(service, user)
    except Exception as error:  # each of its many backends has errors of its own
        raise AddressBookError(f"The keyring does not open ({type(error).__name__}).") from None
    return None if found is None else str(found)
