"""Scripts that measure the extractor: they run from the checkout alone, on texts at hand."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from pathlib import Path

from .printed import typeset

ROOT = Path(__file__).parent.parent
CARD = (
    "#Anneliese Brandtmüller",
    "Geschäftsführerin",
    "Telefon 01 5127641",
    "a.b@brandtmueller.at",
)
TABLE = "== one\n{}\n-\nname: Anneliese Brandtmüller\ntitle: Geschäftsführerin\n"


def run(script: str, *arguments: str | Path) -> str:
    command = [sys.executable, ROOT / "scripts" / script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_rule_without_which_a_card_is_read_worse_is_told_to_help(tmp_path: Path) -> None:
    table = tmp_path / "typed.txt"
    rows = "phone: +4315127641 work\nemail: a.b@brandtmueller.at\n"
    table.write_text(TABLE.format("\n".join(CARD)) + rows, encoding="utf-8")
    (tmp_path / "read.pickle").write_bytes(pickle.dumps(typeset(CARD)))
    out = tmp_path / "out.json"
    only = ("--only", "words", "--name", "is_given_name", "has_legal_form")
    said = run("rules", *only, "--typed", table, "--texts", tmp_path, "--json", out)
    worth = {row["name"]: row for row in json.loads(out.read_text("utf-8"))}
    assert worth["is_given_name"]["helps"] == ["typed: one"]
    assert worth["is_given_name"]["changes"] == 1
    assert worth["has_legal_form"]["touches"] == 0
    assert "2 tried, 1 without which no card is read worse or otherwise" in said


def test_texts_are_measured_against_their_truth(tmp_path: Path) -> None:
    (tmp_path / "card.jpg-p0-0.both.pickle").write_bytes(pickle.dumps(typeset(CARD)))
    truth = tmp_path / "truth.json"
    name = {"full": "Anneliese Brandtmüller", "given": "Anneliese", "family": "Brandtmüller"}
    card = {"name": name, "titles": ["Prokuristin"], "emails": ["a.b@brandtmueller.at"]}
    truth.write_text(json.dumps([{"file": "card.jpg", "cards": [card]}]), encoding="utf-8")
    said = run("measure_extraction", tmp_path, truth, "--misses")
    assert "name         1.000     1.000      1" in said
    assert "card.jpg title: missing [('prokuristin',)], wrong [('geschäftsführerin',)]" in said
    spec = f"{tmp_path}:{truth}"
    fitted = run("fit_confidence", "--fit", spec, "--check", spec)
    values = re.search(r"as it stands: (\d+) values", fitted)
    assert values
    assert int(values[1]) > 1
