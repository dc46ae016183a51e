"""What a type of block is, and the types there are: each is one file in `blocks/` and one template of its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from . import blocks
from .fields import Field, Leaf

if TYPE_CHECKING:
    from .scene import Scene

Props = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class BlockType:
    """A type of block.

    `view` returns what the template needs, or None where the block has nothing true to say now. `upgrade` reads the
    props of an older form. A type that `sells` is not for children. One that `is_catalogue` has something to say
    without a word, link or picture that was chosen for the page (`Scene.only_catalogue`). One that `closes` a page
    stays behind what is added to its end. `presets` are names with props to begin with.
    """

    key: str
    name: Callable[[], str]
    fields: tuple[Field, ...]
    view: Callable[[Props, "Scene"], dict | None]
    sign: str = "info"
    at_most: int = 8
    order: int = 50
    sells: bool = False
    is_catalogue: bool = False
    closes: bool = False
    presets: tuple[tuple[Callable[[], str], dict], ...] = ()
    upgrade: Callable[[dict], dict] = dict
    label_of: Callable[[Props], str] = lambda _props: ""

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"pages/blocks/{self.key}.html"

    def field(self, name: str) -> Field | None:
        """Return the field with a name."""
        return next((each for each in self.fields if each.name == name), None)

    def label(self, props: Props) -> str:
        """Say in a few words which block of its type it is; nothing where a broken document has no such words."""
        try:
            return self.label_of(props)
        except (TypeError, ValueError, AttributeError, LookupError):
            return ""

    def leaves(self, props: Props) -> list[Leaf]:
        """Return the controls of a block's form."""
        return [leaf for each in self.fields for leaf in each.leaves(props.get(each.name))]


def block_types() -> dict[str, BlockType]:
    """Return every type by its key, in the order of the gallery."""
    return _types(tuple(blocks.__path__))


def type_or_none(key: str) -> BlockType | None:
    """Return the type with a key; a document may name one that this version of the shop does not know."""
    return block_types().get(key)


@lru_cache(maxsize=4)
def _types(folders: tuple[str, ...]) -> dict[str, BlockType]:
    # A page asks for a type at each block: folders are read once for a process.
    found = [import_module(f"{blocks.__name__}.{module.name}").BLOCK for module in iter_modules(folders)]
    return {each.key: each for each in sorted(found, key=lambda each: (each.order, each.key))}
