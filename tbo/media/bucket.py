"""Films in a bucket of Amazon S3, Alibaba Cloud OSS or whatever speaks the same language."""

import re
import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from tbo.media.storage import check_asset_name
from tbo.media.stores import Opened, SpanNotThere, StoreAway
from tbo.rules.stream_token import TYPES
from tbo.settings import Settings

CHUNK = 256 * 1024
_LAST = ("asset.json",)
_MOST_REMOVED = 1000
_SPAN = re.compile(r"bytes=[0-9]*-[0-9]*")
_GONE = ("404", "NoSuchKey", "NotFound")
_NO_SUCH_SPAN = ("416", "InvalidRange")
_making = Lock()


class Bucket:
    """One bucket, all keys below a prefix; assets are packaged on this machine and sent there when they are whole."""

    def __init__(self, settings: Settings):
        self._settings = settings
        place = urlsplit(settings.media_store)
        self.name = place.netloc
        self._prefix = f"{place.path.strip('/')}/".lstrip("/")
        self.workplace: Path = settings.instance_folder / "packaging"

    def publish(self, asset: str) -> None:
        """Send every file, the manifest last, and drop the folder here."""
        check_asset_name(asset)
        folder = self.workplace / asset
        files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
        for file in sorted(files, key=lambda one: one.name in _LAST):
            key = self._key(f"{asset}/{file.relative_to(folder)}")
            try:
                self._client.upload_file(str(file), self.name, key, ExtraArgs={"ContentType": _type_of(file.name)})
            except (BotoCoreError, Boto3Error, ClientError) as error:
                raise StoreAway(f"the bucket took {file.name} not: {error}") from error
        shutil.rmtree(folder)

    def has(self, key: str) -> bool:
        """Ask for its head."""
        try:
            self._client.head_object(Bucket=self.name, Key=self._key(key))
        except (BotoCoreError, ClientError) as error:
            _raise_unless_gone(error)
            return False
        return True

    def path_or_none(self, key: str) -> Path | None:
        """Nothing of a bucket stands on this machine."""
        return None

    def get_or_none(self, key: str) -> bytes | None:
        """Read all of it."""
        opened = self.open_or_none(key)
        return None if opened is None else b"".join(opened.body)

    def open_or_none(self, key: str, span: str | None = None) -> Opened | None:
        """Ask for it and give on what arrives; more than one span at once is answered with the whole file."""
        wanted = {"Range": span} if span and _SPAN.fullmatch(span) else {}
        try:
            answer = self._client.get_object(Bucket=self.name, Key=self._key(key), **wanted)
        except (BotoCoreError, ClientError) as error:
            if _code(error) in _NO_SUCH_SPAN:
                raise SpanNotThere(f"{key} does not have {span}") from None
            _raise_unless_gone(error)
            return None
        return Opened(_Body(answer["Body"]), answer["ContentLength"], answer.get("ContentRange"))

    def put(self, key: str, body: bytes) -> None:
        """Send it; a store keeps an object whole or not at all."""
        try:
            self._client.put_object(Bucket=self.name, Key=self._key(key), Body=body)
        except (BotoCoreError, ClientError) as error:
            raise StoreAway(f"the bucket took nothing: {error}") from error

    def remove(self, key: str) -> None:
        """Remove the object of this key and all below it."""
        self._client.delete_object(Bucket=self.name, Key=self._key(key))
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.name, Prefix=self._key(f"{key}/"), MaxKeys=_MOST_REMOVED):
            # One by one: the call for many needs a checksum that not every store knows.
            for found in page.get("Contents", ()):
                self._client.delete_object(Bucket=self.name, Key=found["Key"])

    def _key(self, key: str) -> str:
        return self._prefix + key

    @property
    def _client(self) -> Any:
        with _making:
            return self._made_client

    @cached_property
    def _made_client(self) -> Any:
        import boto3  # A third of a second that only a process which reads films pays.
        from botocore.config import Config

        settings = self._settings
        secrets = settings.s3_access_key.partition(":") if settings.s3_access_key else None
        return boto3.session.Session().client(
            "s3",
            endpoint_url=settings.s3_endpoint or None,
            region_name=settings.s3_region or None,
            aws_access_key_id=secrets[0] if secrets else None,
            aws_secret_access_key=secrets[2] if secrets else None,
            config=Config(
                # Other stores than Amazon's refuse uploads with the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path" if settings.s3_path_style else "virtual"},
                retries={"mode": "standard", "max_attempts": 4},
                connect_timeout=5,
                read_timeout=20,
            ),
        )


class _Body:
    """What arrives, piece by piece; closing it lets its connection go, read or not."""

    def __init__(self, stream: Any):
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        return self._stream.iter_chunks(CHUNK)

    def close(self) -> None:
        self._stream.close()


def _raise_unless_gone(error: Any) -> None:
    if _code(error) not in _GONE:
        raise StoreAway(f"the bucket does not answer as it should: {error}") from error


def _code(error: Any) -> str:
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else ""


def _type_of(name: str) -> str:
    return TYPES.get(name.rpartition(".")[2], "application/octet-stream")
