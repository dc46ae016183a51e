"""Mails by SMTP; the library is imported with the first one."""

import smtplib
from urllib.parse import unquote, urlsplit

from flask import current_app

from .letter import CannotBeSent, Letter, NotSent

DEADLINE_S = 15
# No such box, not here, no such name: whatever else is refused (quotas, our sender, relaying) somebody may mend.
REFUSED_FOR_GOOD = (550, 551, 553)


def send(letter: Letter) -> None:
    """Send the letter as plain text; its Message-ID is made of the key, so that a repeat is seen to be one."""
    settings = current_app.extensions["tbo.settings"]
    if not settings.mail_from or not (settings.smtp_url or current_app.testing):
        raise NotSent("TBO_SMTP_URL or TBO_MAIL_FROM is missing")
    from flask_mailman import EmailMessage

    _configured(settings)
    host = settings.mail_from.rpartition("@")[2].strip(" >")
    number = letter.key.replace(":", ".")
    headers = {"Message-ID": f"<{number}@{host}>", "Auto-Submitted": "auto-generated"}
    message = EmailMessage(letter.subject, letter.body, settings.mail_from, [letter.recipient], headers=headers)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()), (550, b""))[0]
        if code in REFUSED_FOR_GOOD:
            raise CannotBeSent(f"the mail server refused the recipient with {code}") from None
        raise NotSent(f"the mail server answered {code}") from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"the mail server answered {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"the mail server is away ({type(error).__name__})") from None


def _configured(settings) -> None:
    """Tell flask-mailman the server once: smtps:// is TLS from the start, smtp:// upgrades before a password."""
    if "mailman" in current_app.extensions:
        return
    from flask_mailman import Mail

    parts = urlsplit(settings.smtp_url)
    is_tls = parts.scheme == "smtps"
    current_app.config.update(
        MAIL_SERVER=parts.hostname or "localhost",
        MAIL_PORT=parts.port or (465 if is_tls else 587),
        MAIL_USERNAME=unquote(parts.username or "") or None,
        MAIL_PASSWORD=unquote(parts.password or "") or None,
        MAIL_USE_SSL=is_tls,
        MAIL_USE_TLS=not is_tls and bool(parts.username),
        MAIL_TIMEOUT=DEADLINE_S,
        MAIL_DEFAULT_SENDER=settings.mail_from,
    )
    Mail(current_app._get_current_object())  # type: ignore[attr-defined]
