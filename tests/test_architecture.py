"""Packages import only what stands on an earlier line of docs/architecture.md; names say what files do."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TBO = ROOT / "tbo"
LINES = (
    {"rules"},
    {"settings", "clock", "db", "statements", "append_only", "jobs", "web"},
    {"alipay", "media", "messages"},
    {"accounts", "catalog"},
    {"offers", "arrivals", "family"},
    {"entitlements"},
    {"playback", "subscriptions"},
    {"orders"},
    {"storefront", "vouchers"},
    {"pages", "tickets"},
    {"backoffice", "worker", "sandbox", "demo", "operations", "rehearsal", "development_keys"},
    {"__init__"},
)
LINE_OF = {name: number for number, names in enumerate(LINES, 1) for name in names}
HELP_THEMSELVES = {2}
# Commands set up, inspect and fill the shop: they may use everything below the factory, each other included.
OPERATIONS = {
    "operations": {"backoffice", "demo", "rehearsal", "sandbox", "worker"},
    "rehearsal": {"demo", "sandbox", "worker"},
    "demo": {"backoffice", "operations", "sandbox"},
    "development_keys": {"sandbox"},
    "sandbox": set(),
}
SANDBOX_MAY = {"rules", "settings", "clock", "db", "jobs", "web"}
FORBIDDEN_NAMES = {"service", "services", "utils", "util", "helpers", "common", "manager", "misc", "core"}
LONGEST_FILE = 250
FILES = sorted(TBO.rglob("*.py"))


def package_of(file: Path) -> str:
    """Return the name under which a file stands in LINES."""
    parts = file.relative_to(TBO).parts
    return parts[0].removesuffix(".py")


def imported(file: Path) -> set[tuple[str, int]]:
    """Return (package of tbo, line) for every import of our own in a file, those in functions included."""
    inside = ("tbo", *file.relative_to(TBO).with_suffix("").parts)
    if inside[-1] == "__init__":
        inside = (*inside[:-1], "")
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            base = list(inside[: len(inside) - node.level]) if node.level else []
            module = [*base, *(node.module.split(".") if node.module else [])]
            if module[:1] == ["tbo"]:
                names = [module[1]] if len(module) > 1 else [alias.name for alias in node.names]
                found |= {(name, node.lineno) for name in names}
        elif isinstance(node, ast.Import):
            found |= {(alias.name.split(".")[1], node.lineno) for alias in node.names if alias.name.startswith("tbo.")}
    return found


def may_import(package: str, other: str) -> bool:
    """Whether the layout lets `package` import `other`."""
    if package == other or other == "create_app":
        return True
    if package == "sandbox":
        return other in SANDBOX_MAY
    if other in OPERATIONS.get(package, ()):
        return True
    mine, theirs = LINE_OF[package], LINE_OF[other]
    return theirs < mine or (theirs == mine and mine in HELP_THEMSELVES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_imports_only_earlier_packages(file):
    package = package_of(file)
    assert package in LINE_OF, f"{package} has no line in the layout"
    wrong = [
        f"{file.relative_to(ROOT)}:{line} imports {other}"
        for other, line in imported(file)
        if other in LINE_OF and not may_import(package, other)
    ]
    if package != "__init__" and not (package == "worker" and file.name == "consumer.py"):
        wrong += [
            f"{file.relative_to(ROOT)}:{line} imports the factory"
            for other, line in imported(file)
            if other == "create_app"
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("file", sorted((TBO / "rules").rglob("*.py")), ids=lambda file: file.name)
def test_rules_use_the_standard_library_only(file):
    for node in ast.walk(ast.parse(file.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        for name in names:
            assert name.split(".")[0] in sys.stdlib_module_names, f"{file.name}:{node.lineno} imports {name}"


def imports_of_the_sdk(text: str) -> list[int]:
    """Return the lines on which a file imports the payment SDK, whole or in part, by statement or by name."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""] if node.level == 0 else []
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__"):
            names = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        else:
            continue
        found += [node.lineno for name in names if name.split(".")[0] == "alipay"]
    return found


def test_only_the_alipay_package_imports_the_payment_sdk():
    importing = {package_of(file) for file in FILES if imports_of_the_sdk(file.read_text())}
    assert importing == {"alipay"}


@pytest.mark.parametrize(
    "text",
    [
        "import alipay",
        "import os, alipay",
        "import alipay.aop.api.util.SignatureUtils",
        "import alipay.aop.api.util.SignatureUtils as signing",
        "from alipay import aop",
        "def f():\n    from alipay.aop.api import constant",
        "importlib.import_module('alipay.aop')",
        "__import__('alipay')",
    ],
)
def test_every_way_to_import_the_payment_sdk_is_seen(text):
    assert imports_of_the_sdk(text)


@pytest.mark.parametrize(
    "text", ["import alipay_like", "from ..alipay import gateway", "from .alipay import x", "alipay"]
)
def test_our_own_package_is_not_taken_for_the_sdk(text):
    assert imports_of_the_sdk(text) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_says_what_it_owns_and_stays_short(file):
    text = file.read_text()
    assert ast.get_docstring(ast.parse(text)), f"{file} does not say what it owns"
    assert len(text.splitlines()) <= LONGEST_FILE, f"{file} has grown a second subject"
    assert file.stem not in FORBIDDEN_NAMES


def test_the_layout_in_the_documents_names_every_package():
    words = (ROOT / "docs" / "architecture.md").read_text()
    for package in {package_of(file) for file in FILES} - {"__init__"}:
        assert package in words, f"{package} is missing from docs/architecture.md"


def test_the_modules_that_the_architecture_walks_through_are_there():
    words = (ROOT / "docs" / "architecture.md").read_text()
    walked = [name.split(".") for name in re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", words)]
    assert len(walked) > 5
    for package, module, *_name in (names for names in walked if names[-1] != "py"):
        assert (TBO / package / f"{module}.py").exists() or (TBO / f"{package}.py").exists(), f"{package}.{module}"
