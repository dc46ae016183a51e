"""The second factor: codes of an authenticator app that change every thirty seconds, and recovery codes on paper."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import delete, update

from ... import clock
from ...db import db, rows_changed
from ...rules.order_states import LETTERS
from ...web.errors import Refusal
from ...web.qr_codes import qr_picture
from ..models import RecoveryCode, Staff

STEP_S = 30
RECOVERY_CODES, LETTERS_OF_ONE, GROUP = 10, 16, 4


class SecretLost(Refusal):
    """The secret was enciphered under a key that this shop does not know any more."""

    def words(self) -> str:
        """Say what still opens, and what sets the factor up anew."""
        return _(
            "这里已经没有打开这份两步验证的钥匙。用恢复码进来，或者请店主在“员工”里、管服务器的人用 "
            "flask tbo staff reset-factor 重置。"
        )


def new_secret() -> str:
    """Make a secret, enciphered as it is kept."""
    import pyotp

    return enciphered(pyotp.random_base32())


def enciphered(secret: str) -> str:
    """Return what is kept of a secret: a copy of the database alone makes no codes."""
    return _cipher().encrypt(secret.encode()).decode()


def secret_of(staff: Staff) -> str:
    """Return the secret as an authenticator app takes it. Raises SecretLost."""
    from cryptography.fernet import InvalidToken

    try:
        return _cipher().decrypt(staff.code_secret.encode()).decode()
    except InvalidToken as error:
        raise SecretLost(f"the second factor of staff {staff.id} has an unknown key") from error


def picture_of(staff: Staff) -> Markup:
    """Draw the secret for the camera of an authenticator app."""
    import pyotp

    return qr_picture(pyotp.TOTP(secret_of(staff)).provisioning_uri(name=staff.email, issuer_name="TBO"))


def code_at(secret: str, moment: datetime) -> str:
    """Return the code that an authenticator app shows at an instant."""
    import pyotp

    return pyotp.TOTP(secret).at(moment)


def accepts(staff: Staff, typed: str) -> bool:
    """Whether this is the current code, or the one just before or after it; each opens once. Never commits.

    Whoever comes in has the secret kept under the present key from then on. Raises SecretLost.
    """
    digits = "".join(typed.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return _accepts_recovery(staff, typed)
    import pyotp

    totp, now = pyotp.TOTP(secret_of(staff)), int(clock.now().timestamp()) // STEP_S
    fitting = [n for n in (now - 1, now, now + 1) if hmac.compare_digest(totp.generate_otp(n), digits)]
    step = max(fitting, default=0)
    unused = Staff.id == staff.id, Staff.code_step < step
    if not step or rows_changed(update(Staff).where(*unused).values(code_step=step)) != 1:
        return False
    staff.code_secret = _cipher().rotate(staff.code_secret.encode()).decode()
    return True


def new_recovery_codes(staff: Staff) -> list[str]:
    """Replace the recovery codes; they can be read only now. Never commits."""
    forget_recovery_codes(staff)
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LETTERS_OF_ONE)) for _ in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(staff_id=staff.id, code_hash=_hashed(staff, code)) for code in codes)
    return ["-".join(code[at : at + GROUP] for at in range(0, LETTERS_OF_ONE, GROUP)) for code in codes]


def forget_recovery_codes(staff: Staff) -> None:
    """Let none of somebody's recovery codes open anything any more. Never commits."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))


def _accepts_recovery(staff: Staff, typed: str) -> bool:
    if staff.code_confirmed_at is None:
        return False
    code = "".join(letter for letter in typed.upper() if letter in LETTERS)
    fits = RecoveryCode.code_hash == _hashed(staff, code), RecoveryCode.used_at.is_(None)
    return rows_changed(update(RecoveryCode).where(*fits).values(used_at=clock.now())) == 1


def _hashed(staff: Staff, code: str) -> str:
    return hashlib.sha256(f"recovery code {staff.id} {code}".encode()).hexdigest()


def _cipher():
    """Open with the present key and with those before it."""
    from cryptography.fernet import Fernet, MultiFernet

    settings = current_app.extensions["tbo.settings"]
    keys = (settings.secret_key, *settings.secret_key_fallbacks)
    derived = (hashlib.sha256(f"second factor of staff {key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
