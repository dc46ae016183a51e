"""The sandbox's inbox: in development codes and mails appear on a page instead of being sent."""

import json
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from flask import current_app

from .letter import CannotBeSent, Letter, NotSent

DEADLINE_S = 5
_opener = build_opener(ProxyHandler({}))


def send(letter: Letter) -> None:
    """Put the letter into the inbox. Raises NotSent, or CannotBeSent when the key is missing or refused."""
    settings = current_app.extensions["tbo.settings"]
    key_file = settings.keys_folder / "inbox-key"
    if not settings.sandbox_url or not key_file.exists():
        raise CannotBeSent("TBO_SANDBOX_URL or keys/inbox-key is missing; `make run` makes both")
    message = {"to": letter.recipient, "channel": letter.channel, "subject": letter.subject, "body": letter.body}
    request = Request(
        settings.sandbox_url + "/inbox",
        data=json.dumps(message | {"code": letter.code or ""}).encode(),
        headers={"Content-Type": "application/json", "X-TBO-Inbox-Key": key_file.read_text().strip()},
    )
    try:
        _opener.open(request, timeout=DEADLINE_S).close()
    except HTTPError as error:
        kind = CannotBeSent if error.code in (400, 403) else NotSent
        raise kind(f"the sandbox's inbox answered {error.code}") from None
    except (URLError, OSError) as error:
        raise NotSent(f"the sandbox's inbox is away ({type(error).__name__})") from None
