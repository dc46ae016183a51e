"""Who decides about a household's money: its grown-ups, where they are more than somebody with a receipt's link."""

from ..accounts.devices import require_may_change
from ..accounts.viewer import viewer
from .minors import require_grown_up


def may_decide() -> bool:
    """Whether whoever asks may take orders back, and end or change what renews."""
    return viewer().may_change_household


def require_may_decide() -> None:
    """Let only who may decide go on; nobody's browser has nothing to decide about.

    Raises NotForChildren, ReceiptMayNotChange.
    """
    require_grown_up()
    if viewer().household_id is not None:
        require_may_change()
