"""The rules of the house, executed."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import click
import pytest

import cardscan
from cardscan import errors
from cardscan.cli.root import COMMANDS, group

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODULES = sorted(m.name for m in pkgutil.walk_packages(cardscan.__path__, prefix="cardscan."))


@pytest.mark.parametrize("name", MODULES)
def test_all_is_sorted_and_every_name_in_it_exists(name: str) -> None:
    module = importlib.import_module(name)
    public = getattr(module, "__all__", None)
    assert public is not None, f"{name} declares no __all__"
    assert list(public) == sorted(public, key=_constants_then_classes_then_functions)
    assert [n for n in public if not hasattr(module, n)] == []


def _constants_then_classes_then_functions(name: str) -> tuple[int, str]:
    """The order of ruff's RUF022, which is isort's."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return kind, name


@pytest.mark.parametrize("name", MODULES)
def test_all_is_complete(name: str) -> None:
    module = importlib.import_module(name)
    source = Path(inspect.getfile(module))
    tree = ast.parse(source.read_text(encoding="utf-8"))
    defined = {
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
    }
    used_elsewhere = {n for n in defined if n not in module.__all__ and _imported(name, n)}
    assert used_elsewhere == set(), f"imported by others, but not in {name}.__all__"


def _imported(module: str, name: str) -> bool:
    wanted = re.compile(rf"from {re.escape(module)} import [^\n]*\b{name}\b")
    wrapped = re.compile(rf"from {re.escape(module)} import \([^)]*\b{name}\b")
    sources = [p.read_text(encoding="utf-8") for p in (ROOT / "cardscan").rglob("*.py")]
    return any(wanted.search(text) or wrapped.search(text) for text in sources)


ERRORS = [
    cls
    for _, cls in inspect.getmembers(errors, inspect.isclass)
    if issubclass(cls, errors.CardscanError)
]


@pytest.mark.parametrize("cls", ERRORS)
def test_every_error_has_an_exit_code_and_stands_in_the_drawn_tree(
    cls: type[errors.CardscanError],
) -> None:
    assert isinstance(cls.exit_code, errors.ExitCode)
    assert cls is errors.CardscanError or cls.exit_code is not errors.ExitCode.DEFECT
    assert re.search(rf"\b{cls.__name__}\b", errors.__doc__ or "")


@pytest.mark.parametrize("code", [int(c) for c in errors.ExitCode])
def test_every_exit_code_is_in_the_readme(code: int) -> None:
    assert re.search(rf"^\| {code} \|", README, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme_with_every_option_and_has_an_example(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert f"`cardscan {name}" in README
    assert f"cardscan {name}" in (command.help or ""), "--help shows no example"
    missing = [
        option
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts
        if option.startswith("--") and option not in README
    ]
    assert missing == []


def test_no_module_has_outgrown_its_name() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / "cardscan").rglob("*.py"))
        if (lines := path.read_text(encoding="utf-8").count("\n")) > 400
    }
    assert long == {}


def test_no_function_fills_more_than_one_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sorted((ROOT / "cardscan").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno > 50
    ]
    assert long == []


def test_only_the_console_writes_to_the_terminal() -> None:
    """What passes by its filter could command the terminal of whoever looks at a card."""
    writers = {"print", "echo", "secho", "prompt", "confirm", "echo_via_pager", "show", "Console"}
    writing = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)[:60]}"
        for path in sorted((ROOT / "cardscan").rglob("*.py"))
        if path != ROOT / "cardscan" / "cli" / "console.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Call) and _called(node) in writers)
        or (isinstance(node, ast.Attribute) and ast.unparse(node) in _RAW)
    ]
    assert {each.split(":")[0] for each in writing} <= _FILTERED_BY_THEMSELVES, writing


_RAW = {"sys.stdout.write", "sys.stderr.write", "sys.stdout.buffer", "sys.stderr.buffer"}
_FILTERED_BY_THEMSELVES = {
    "cardscan/app/output.py",  # files as they are, but for a terminal through the same filter
}


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
