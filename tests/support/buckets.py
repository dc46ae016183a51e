"""A store that speaks S3 over HTTP, in a thread of this process, with a bucket and settings that name it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer


@contextmanager
def bucket(prefix: str = "films") -> Iterator[dict]:
    """Run a store with one bucket; give the settings of a shop that keeps its films there.

    All stores of a process hold the same buckets, so that each has a name of its own.
    """
    name = f"tbo-films-{secrets.token_hex(4)}"
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    client.create_bucket(Bucket=name)
    try:
        yield {
            "media_store": f"s3://{name}/{prefix}",
            "s3_endpoint": address,
            "s3_region": "us-east-1",
            "s3_access_key": "test:test",
            "s3_path_style": True,
        }
    finally:
        server.stop()
