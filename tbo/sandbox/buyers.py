"""The invented people who pay in the sandbox: four with names, and a crowd for rehearsals."""

import re
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
_OF_THE_CROWD = re.compile(r"208873([0-9]{10})")


def buyer_or_none(buyer_id: str) -> Buyer | None:
    """Find an invented buyer; every number that begins with 208873 is somebody of the crowd."""
    if buyer := _BY_ID.get(buyer_id):
        return buyer
    if crowd := _OF_THE_CROWD.fullmatch(buyer_id):
        return Buyer(buyer_id, f"买家 {int(crowd[1])}", f"b{crowd[1][-4:]}***@example.com")
    return None


def logon_id_of(buyer_id: str) -> str:
    """The masked account name as the protocol shows it."""
    buyer = buyer_or_none(buyer_id)
    return buyer.logon_id if buyer else ""
