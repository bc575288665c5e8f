"""What is known of languages and countries: files that hold nothing that nobody would read."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from cardscan.errors import KnowledgeError
from cardscan.extract.address.postal_codes import codes_before_city, codes_behind_city
from cardscan.extract.words.gazetteer import city_countries, country_named, state_named
from cardscan.extract.words.labels import is_number_label, label_kind
from cardscan.language.country import Country, PostalHabits
from cardscan.language.letters import fold
from cardscan.language.lists import city_lists
from cardscan.language.load import countries, country_record, parse_record, tongues
from cardscan.language.values import NumberLabels, Tongue
from cardscan.language.views import alternatives, folded

FOLDER = Path(__file__).parent.parent / "cardscan" / "language"
KINDS = [field.name for field in fields(NumberLabels)]
HEAD = 'code = "fi"\nname = "Finnish"\nsource = "invented"\n'


def test_every_file_is_a_record() -> None:
    assert len(tongues()) == len(list((FOLDER / "tongues").glob("*.toml"))) > 30
    assert len(countries()) == len(list((FOLDER / "countries").glob("*.toml"))) > 40


def test_entries_are_split_at_semicolons_and_line_ends() -> None:
    text = f"{HEAD}[number_labels]\ncell = '''\ngsm; oma gsm\n matkapuhelin ;\n'''\n"
    labels = parse_record(text, Tongue, "tongues/fi.toml").number_labels
    assert labels == NumberLabels(cell=("gsm", "oma gsm", "matkapuhelin"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code = ", "fi.toml is no TOML"),
        (f"{HEAD}[number_labels]\nmobile = 'gsm'", "unknown key 'mobile'.*phone, work, cell"),
        (f"{HEAD}labels = 'gsm'", "unknown key 'labels'"),
        (f"{HEAD}[number_labels]\ncell = 'gsm; GSM'", "'GSM' stands twice, in cell"),
        (
            f"{HEAD}[number_labels]\ncell = 'gsm'\nfax = 'gsm'",
            "'gsm' stands twice, in cell and fax",
        ),
        (f"{HEAD}[number_labels]\ncell = ['gsm']", "'cell' must be a text of entries"),
        (f"{HEAD}number_labels = 'gsm'", "'number_labels' must be a table"),
        (HEAD.replace("invented", " "), "'source' is empty"),
        ('code = "fi"\nname = "Finnish"', "'source' is missing"),
        (HEAD.replace('"fi"', '"sv"'), "its code is 'sv'"),
    ],
)
def test_a_mistake_in_a_file_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(KnowledgeError, match=sentence):
        parse_record(text, Tongue, "tongues/fi.toml")


def test_a_yes_is_no_text() -> None:
    text = 'code = "FI"\nname = "Finland"\nsource = "invented"\n[address]\nhouses_have_names = "no"'
    with pytest.raises(KnowledgeError, match="'houses_have_names' must be true or false"):
        parse_record(text, Country, "countries/fi.toml")


@pytest.mark.parametrize("tongue", tongues(), ids=lambda tongue: tongue.code)
def test_a_label_is_spelled_once_in_a_language(tongue: Tongue) -> None:
    """Labels are compared without accents and case; what differs in kind may stand by its marks."""
    spelled = Counter(
        (fold(entry), kind) for kind in KINDS for entry in getattr(tongue.number_labels, kind)
    )
    marks_alone = {("dd", "cell")}  # 'dđ' and 'đd' are both printed for Vietnamese 'di động'
    assert {entry for entry, count in spelled.items() if count > 1} <= marks_alone


@pytest.mark.parametrize("kind", KINDS)
def test_every_label_of_every_language_tells_its_kind_or_a_stronger_one(kind: str) -> None:
    told = {
        entry: label_kind(entry)
        for tongue in tongues()
        for entry in getattr(tongue.number_labels, kind)
    }
    assert told
    order = dict(zip([*KINDS, None], range(len(KINDS) + 1), strict=True))
    assert {e: k for e, k in told.items() if order[k] > order[kind]} == {}


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Puh.", "phone"), ("MATKAP", "cell"), ("DĐ:", "cell"), ("DD", "work"), ("Y-tunnus", "none"),
     ("Tlf/Fax", "both"), ("Fax-Nr.", "fax"), ("Helsinki", None)],
)  # fmt: skip
def test_labels_of_numbers(label: str, kind: str | None) -> None:
    assert label_kind(label) == kind
    assert is_number_label(label) == (kind not in (None, "none"))


def test_every_kind_is_known_of_some_file_and_is_in_readme() -> None:
    """A field that no file fills is read by nobody or was moved wrongly; README tells them all."""
    told = (FOLDER.parents[1] / "README.md").read_text("utf-8")
    for record, files in ((Tongue, tongues()), (Country, countries())):
        for field in fields(record):
            if field.name not in ("code", "name", "source"):
                empty = field.default
                assert any(getattr(file, field.name) != empty for file in files), field.name
                assert f"`{field.name}`" in told


@pytest.mark.parametrize("tongue", tongues(), ids=lambda tongue: tongue.code)
def test_legal_forms_and_providers_of_one_country_are_not_of_a_language(tongue: Tongue) -> None:
    """What a country's file says of companies and mail is not said by a language's as well."""
    assert not tongue.companies.forms or tongue.code == "any"
    assert not tongue.free_mail or tongue.code == "any"
    at_home = {domain for country in countries() for domain in country.free_mail}
    assert at_home.isdisjoint(tongue.free_mail)


def test_a_long_list_names_its_source_and_holds_an_entry_once() -> None:
    for file in [*(FOLDER / "names").glob("*.txt"), *(FOLDER / "cities").glob("*.txt")]:
        text = file.read_text("utf-8")
        entries = [line for line in text.splitlines() if not line.startswith("#")]
        assert re.search(r"^#.*Source: .*", text, re.MULTILINE), file.name
        assert re.search(r"^#.*Licence: .*", text, re.MULTILINE), file.name
        assert [entry for entry, count in Counter(entries).items() if count > 1] == [], file.name
        assert [entry for entry in entries if not entry.strip() or ";" in entry] == [], file.name


def test_a_country_of_a_list_is_named_in_its_files() -> None:
    assert {
        country for country in city_lists() if len(country) != 2 or not country.isupper()
    } == set()
    assert city_countries("Graz") == ("AT",)
    assert country_named("Österreich") == "AT"
    assert state_named("N.-B.", "CA")


@pytest.mark.parametrize("country", countries(), ids=lambda country: country.code)
def test_patterns_of_a_country_are_patterns(country: Country) -> None:
    for pattern in (*country.clues, *country.postal.before_city, *country.postal.behind_city):
        assert re.compile(pattern).search("") is None, pattern
    assert re.compile(country.numbers.mobile)
    assert set(country.tongues) <= {tongue.code for tongue in tongues()}
    assert set(country.mistaken_for) <= {other.code for other in countries()}


def test_countries_that_write_codes_alike_have_an_order() -> None:
    ranks = Counter(c.postal.rank for c in countries() if c.postal.rank != PostalHabits().rank)
    assert [rank for rank, count in ranks.items() if count > 1] == []
    homes = dict(codes_before_city())
    assert homes[r"\d{5}"][:4] == ("DE", "IT", "FR", "ES")
    assert dict(codes_behind_city())[r"\d{4}"][0] == "AU"


def test_what_is_not_known_of_a_country_is_no_habit() -> None:
    assert not country_record("ZZ").numbers.one_range
    assert country_record(None).postal == PostalHabits()


def test_an_entry_of_a_list_is_no_list_that_lost_its_separator() -> None:
    """The longest title or company word is a few words; a forgotten ';' makes a longer one."""
    for tongue in tongues():
        for entries in (tongue.titles.words, tongue.companies.words, tongue.departments.heads):
            assert [entry for entry in entries if len(entry.split()) > 3 or "," in entry] == []


def test_a_pattern_takes_entries_as_they_are_written_and_the_longest_of_them() -> None:
    pattern = alternatives([("p.o.", "p.o. box"), ("box",)])
    assert re.findall(pattern, "p.o. box, pxoy, box") == ["p.o. box", "box"]
    assert folded([("Étage", "étage"), ("Straße",)]) == {"etage", "strasse"}


def test_no_file_is_read_before_a_card_is_understood() -> None:
    code = (
        "import cardscan.cli, cardscan.cli.root, cardscan.extract, cardscan.language.load as load\n"
        "print(load.tongues.cache_info().misses, load.countries.cache_info().misses)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]
