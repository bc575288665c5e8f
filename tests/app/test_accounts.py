"""Who knows the password of an account, in which order, and what is never said of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyrings.alt.file import PlaintextKeyring

from cardscan.app.accounts import Ask, find_account, find_credentials
from cardscan.errors import AddressBookError, CardscanError, MissingDependencyError, UsageError
from cardscan.model import Account

URL = "https://cloud.example.org/dav/"
NOBODY = Ask(lambda _host: None, lambda _whom: None)
PERSON = Ask(lambda _host: "otto", lambda _whom: "typed")


def found(account: Account, *, ask: Ask = NOBODY, env: dict[str, str] | None = None) -> str:
    return find_credentials(account.url, account, ask, env or {}).password


def test_the_environment_comes_before_a_command_and_that_before_the_person() -> None:
    account = Account(url=URL, user="anna", password_command="echo 'of the command'")
    assert found(account, ask=PERSON, env={"CARDSCAN_PASSWORD": "of env"}) == "of env"
    assert found(account, ask=PERSON) == "of the command"
    assert found(Account(url=URL, user="anna"), ask=PERSON) == "typed"
    assert find_credentials(URL, Account(url=URL), PERSON, {}).user == "otto"
    assert find_credentials("https://eva@cloud.example.org", account, PERSON, {}).user == "eva"


@pytest.mark.parametrize(
    "command", ["false", "echo", "no-such-program", "sh -c 'echo x; exit 3'", "'"]
)
def test_a_command_that_gives_none_is_said(command: str) -> None:
    with pytest.raises(AddressBookError, match="password_command"):
        found(Account(url=URL, user="anna", password_command=command), ask=PERSON)


def test_what_nobody_knows_is_said() -> None:
    with pytest.raises(UsageError, match="who you are"):
        found(Account(url=URL))
    with pytest.raises(UsageError, match="no password for anna"):
        found(Account(url=URL, user="anna"))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[PlaintextKeyring]:
    """A real keyring, in a file."""
    before, backend = keyring.get_keyring(), PlaintextKeyring()
    backend.file_path = str(tmp_path / "keyring.cfg")
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def test_the_keyring_is_asked_by_its_service_and_the_user(kept: PlaintextKeyring) -> None:
    keyring.set_password("cloud", "anna", "streng geheim ü")
    account = Account(url=URL, user="anna", keyring="cloud")
    assert found(account, ask=PERSON) == "streng geheim ü"
    assert found(Account(url=URL, user="otto", keyring="cloud"), ask=PERSON) == "typed"
    with pytest.raises(UsageError, match="no password for otto"):
        found(Account(url=URL, user="otto", keyring="cloud"))
    Path(kept.file_path).write_text("[cloud]\nanna = no base64 at all!", encoding="utf-8")
    with pytest.raises(AddressBookError, match="keyring does not open") as caught:
        found(account)
    assert caught.value.__cause__ is None


def test_a_keyring_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(MissingDependencyError) as caught:
        found(Account(url=URL, user="anna", keyring="cloud"))
    assert "pip install keyring" in str(caught.value)


def test_credentials_do_not_show_themselves() -> None:
    credentials = find_credentials(URL, Account(url=URL), PERSON, {})
    assert "typed" not in repr(credentials)
    assert "otto" not in repr(credentials)


def test_an_account_is_found_by_its_host_and_user() -> None:
    anna = Account(url="https://cloud.example.org", user="anna", keyring="a")
    otto = Account(url="https://otto@cloud.example.org", keyring="o")
    assert find_account(URL, (anna, otto)) is anna
    assert find_account("https://otto@cloud.example.org/x/", (anna, otto)) is otto
    assert find_account("https://cloud.example.org:8443/", (anna, otto)).keyring is None
    assert find_account("https://other.example.org/", (anna,)).keyring is None


@pytest.mark.parametrize(
    "url", ["https://", "https://[::1", "https://a:b@x.org/", "https://x:port/"]
)
def test_what_is_no_address_is_refused_without_repeating_a_password(url: str) -> None:
    with pytest.raises(CardscanError) as caught:
        find_account(url, ())
    assert ":b@" not in str(caught.value)
