"""Spoils one place of a file at a time, in every way that mutmut knows."""

import difflib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

# Types and decorators are spoilt by nobody: nothing runs, or nothing starts. What is only logged is promised to nobody.
LEFT_ALONE = (
    m.Annotation()
    | m.Decorator()
    | m.If(test=m.Name("TYPE_CHECKING"))
    | m.Call(func=m.Name("len") | m.Name("isinstance") | m.Name("cast") | m.Attribute(value=m.Name("log")))
    | m.Call(func=m.Attribute(value=m.Call(func=m.Attribute(value=m.Name("log")))))
)


@dataclass(frozen=True)
class Spoilt:
    """One change to a file. `inside` is the outermost function around it and `begins` its first line; "" is outside."""

    file: str
    number: int
    first: int
    last: int
    inside: str
    begins: int
    module: cst.Module
    before: cst.CSTNode
    after: cst.CSTNode

    @cached_property
    def text(self) -> str:
        """The whole file with the change."""
        return self.module.deep_replace(self.before, self.after).code

    @property
    def difference(self) -> str:
        """The change as a reader of patches expects it."""
        lines = [text.splitlines(keepends=True) for text in (self.module.code, self.text)]
        return "".join(difflib.unified_diff(*lines, self.file, f"{self.file} ({self.number})", n=1))

    def compiles(self) -> bool:
        """Whether it is a change at all, and still Python."""
        try:
            compile(self.text, self.file, "exec")
        except SyntaxError:
            return False
        return self.text != self.module.code


class _Spoiler(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, file: str, module: cst.Module):
        super().__init__()
        self.file, self.module, self.found = file, module, []
        self.names: list[str] = []
        self.function: cst.FunctionDef | None = None
        self.inside, self.begins, self.lines = "", 0, (1, 1)
        self.passed: list[tuple] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Note each way to spoil this node, unless it is one of those left alone."""
        self.passed.append((node, self.names, self.function, self.inside, self.begins, self.lines))
        position = self.get_metadata(PositionProvider, node, None)
        if position:
            self.lines = position.start.line, position.end.line
        if m.matches(node, LEFT_ALONE):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.names = [*self.names, node.name.value]
        if isinstance(node, cst.FunctionDef) and self.function is None:
            self.function = node
        elif self.function is not None and node is self.function.body:
            self.inside = ".".join(self.names)
            self.begins = self._first_line(self.function)
        for kind, ways in mutation_operators:
            if isinstance(node, kind):
                self._note(node, ways(node))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Be again where the node was met."""
        _, self.names, self.function, self.inside, self.begins, self.lines = self.passed.pop()

    def _first_line(self, function: cst.FunctionDef) -> int:
        first = function.decorators[0] if function.decorators else function
        return self.get_metadata(PositionProvider, first).start.line

    def _note(self, node: cst.CSTNode, ways) -> None:
        for after in ways:
            number = len(self.found)
            self.found.append(
                Spoilt(self.file, number, *self.lines, self.inside, self.begins, self.module, node, after)
            )


def all_of(root: Path, file: Path) -> list[Spoilt]:
    """Return every change to one file."""
    wrapper = MetadataWrapper(cst.parse_module(file.read_text()))
    spoiler = _Spoiler(file.relative_to(root).as_posix(), wrapper.module)
    wrapper.visit(spoiler)
    return spoiler.found


def sample(root: Path, folder: Path, count: int | None, seed: int) -> Iterator[Spoilt]:
    """Yield `count` changes (or all) of a package's files, picked at random: the same ones for the same seed."""
    found = [spoilt for file in sorted(folder.rglob("*.py")) for spoilt in all_of(root, file)]
    if count is not None:
        random.Random(seed).shuffle(found)
    left = len(found) if count is None else count
    for spoilt in found:
        if not left:
            return
        if spoilt.compiles():
            left -= 1
            yield spoilt
