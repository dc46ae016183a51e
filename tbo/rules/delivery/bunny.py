"""BunnyCDN token authentication: one signature in front of a folder. Addresses of people are left out of it."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import quote


def prefix(key: str, folder: str, expires: int, *, is_legacy: bool = False) -> str:
    """Return what stands before `folder` (with both its slashes) in an address, its slash in front."""
    signed = (legacy_token if is_legacy else token)(key, folder, expires, {"token_path": folder})
    return f"/bcdn_token={signed}&token_path={quote(folder, safe='')}&expires={expires}"


def token(key: str, path: str, expires: int, parameters: Mapping[str, str] | None = None) -> str:
    """Return the token of a path; parameters are signed as they read, by their names."""
    text = f"{path}{expires}{_joined(parameters)}"
    return f"HS256-{_base64(hmac.new(key.encode(), text.encode(), sha256).digest())}"


def legacy_token(key: str, path: str, expires: int, parameters: Mapping[str, str] | None = None) -> str:
    """Return the token of a path as pull zones of before 2024 want it."""
    return _base64(sha256(f"{key}{path}{expires}{_joined(parameters)}".encode()).digest())


def _joined(parameters: Mapping[str, str] | None) -> str:
    return "&".join(f"{name}={value}" for name, value in sorted((parameters or {}).items()))


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
