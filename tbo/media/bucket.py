"""Films in a bucket of Amazon S3, Alibaba Cloud OSS or whatever speaks the same language."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
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
        """Send every file, the manifest last, and drop each here; after an interruption the rest is sent."""
        check_asset_name(asset)
        folder = self.workplace / asset
        files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
        for file in sorted(files, key=lambda one: one.name in _LAST):
            key = self._key(f"{asset}/{file.relative_to(folder)}")
            with _answering():
                self._client.upload_file(str(file), self.name, key, ExtraArgs={"ContentType": _type_of(file.name)})
            file.unlink()
        shutil.rmtree(folder)

    def has(self, key: str) -> bool:
        """Ask for its head."""
        with _answering():
            try:
                self._client.head_object(Bucket=self.name, Key=self._key(key))
            except ClientError as error:
                if _code(error) in _GONE:
                    return False
                raise
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
        with _answering():
            try:
                answer = self._client.get_object(Bucket=self.name, Key=self._key(key), **wanted)
            except ClientError as error:
                if _code(error) in _NO_SUCH_SPAN:
                    raise SpanNotThere(f"{key} does not have {span}") from None
                if _code(error) in _GONE:
                    return None
                raise
        return Opened(_Body(answer["Body"]), answer["ContentLength"], answer.get("ContentRange"))

    def put(self, key: str, body: bytes) -> None:
        """Send it; a store keeps an object whole or not at all."""
        with _answering():
            self._client.put_object(Bucket=self.name, Key=self._key(key), Body=body)

    def remove(self, key: str) -> None:
        """Remove all below this key and its own object, in this order: stores of folders refuse one that holds some."""
        with _answering():
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.name, Prefix=self._key(f"{key}/"), MaxKeys=_MOST_REMOVED):
                # One by one: the call for many needs a checksum that not every store knows.
                for found in page.get("Contents", ()):
                    self._client.delete_object(Bucket=self.name, Key=found["Key"])
            self._client.delete_object(Bucket=self.name, Key=self._key(key))

    def _key(self, key: str) -> str:
        return self._prefix + key

    @property
    def _client(self) -> Any:
        with _making:
            return self._made_client

    @cached_property
    def _made_client(self) -> Any:
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
        with _answering():
            yield from self._stream.iter_chunks(CHUNK)

    def close(self) -> None:
        self._stream.close()


@contextmanager
def _answering() -> Iterator[None]:
    """Whatever the library says of a bucket that cannot be reached or refuses is StoreAway to everybody else."""
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as error:
        raise StoreAway(f"the bucket does not answer as it should: {error}") from error


def _code(error: ClientError) -> str:
    return error.response["Error"]["Code"]


def _type_of(name: str) -> str:
    return TYPES.get(name.rpartition(".")[2], "application/octet-stream")
