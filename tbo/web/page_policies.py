"""Which pages may be kept for everybody, for how long, and what of an address they depend on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from .locale import PREFIXES

MOST_PATHS = 4096
MOST_ARGUMENTS = 40
LONGEST_QUERY = 2000
# An address with this argument tells of a click on a block: the shop counts it and goes on to the clean address.
CLICK = "at"

Arguments = Mapping[str, str]


def _nothing(_arguments: Arguments) -> dict[str, str] | None:
    return {}


@dataclass(frozen=True)
class Policy:
    """How long answers of an endpoint may be kept, in seconds.

    `depends_on` takes the arguments of a query and returns those that the page depends on, as its route reads them:
    two queries for which it returns the same are answered with one page. For None the route itself answers each time.
    """

    seconds: int = 60
    depends_on: Callable[[Arguments], dict[str, str] | None] = field(default=_nothing)


Policies = Mapping[str, Policy]


class Addresses:
    """Finds the policy of a path, and what counts of a query there."""

    def __init__(self, url_map: Map, policies: Policies):
        self._map = url_map
        self._policies = policies
        self._known: dict[str, Policy | None] = {}

    def policy_or_none(self, path: str) -> Policy | None:
        """Return how answers at this path are kept, None when they are not."""
        try:
            return self._known[path]
        except KeyError:
            if len(self._known) >= MOST_PATHS:
                self._known.clear()
            policy = self._known[path] = self._policy_or_none(path)
            return policy

    def query_or_none(self, path: str, query: str) -> str | None:
        """Return the query with only what counts, in one order; None when the page is not kept for everybody."""
        policy = self.policy_or_none(path)
        if policy is None or not query:
            return None if policy is None else ""
        if len(query) > LONGEST_QUERY or not query.isascii():
            return None
        try:
            pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_ARGUMENTS, errors="strict")
        except ValueError:
            return None
        if any(name == CLICK for name, _value in pairs):
            return None
        # The first of equal names counts, as in Flask's request.args.
        counts = policy.depends_on(dict(reversed(pairs)))
        return None if counts is None else urlencode(sorted(counts.items()))

    def _policy_or_none(self, path: str) -> Policy | None:
        first, _slash, rest = path.lstrip("/").partition("/")
        inner = "/" + rest if first in PREFIXES else path
        try:
            endpoint, _arguments = self._map.bind("").match(inner.encode("latin-1").decode(), "GET")
        except (HTTPException, UnicodeError):
            return None
        return self._policies.get(endpoint)
