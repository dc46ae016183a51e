"""How a telephone number or an e-mail address is shown where others may look: on pages and in logs."""

DOTS = "••••"


def masked(contact: str) -> str:
    """Return enough of a contact for its owner to know it: 138 •••• 5208, +49 •••• 5678, l••••@example.com."""
    if "@" in contact:
        name, _, host = contact.rpartition("@")
        return f"{name[:1]}{DOTS}@{host}"
    if contact.startswith("+86") and len(contact) == 14:
        return f"{contact[3:6]} {DOTS} {contact[-4:]}"
    return f"{contact[:3]} {DOTS} {contact[-4:]}" if len(contact) > 8 else DOTS
