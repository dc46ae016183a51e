"""The invented people who pay in the sandbox."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Buyer:
    """One invented account; `has_money` is false for the one whose payments always fail."""

    id: str
    name: str
    logon_id: str
    has_money: bool = True


BUYERS = (
    Buyer("2088722000000101", "林小满", "lin***@example.com"),
    Buyer("2088722000000102", "陈牧野", "138****0002"),
    Buyer("2088722000000103", "Greta Vogel", "gre***@example.com"),
    Buyer("2088722000000104", "钱不多", "qia***@example.com", has_money=False),
)
_BY_ID = {buyer.id: buyer for buyer in BUYERS}


def buyer_or_none(buyer_id: str) -> Buyer | None:
    """Find an invented buyer."""
    return _BY_ID.get(buyer_id)


def logon_id_of(buyer_id: str) -> str:
    """The masked account name as the protocol shows it."""
    return _BY_ID[buyer_id].logon_id
