"""Settings of where films are kept."""

from dataclasses import dataclass

from .declaring import variable
from .readers import address, shaped, yes_or_no


@dataclass(frozen=True, kw_only=True)
class StoringSettings:
    """A folder of this machine unless a bucket is named."""

    media_store: str = variable(
        "TBO_MEDIA_STORE",
        "",
        "Bucket of films and uploads as s3://bucket/prefix; without it the media folder.",
        shaped(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9_-]+){0,4}", "a bucket as s3://bucket/prefix"),
    )
    s3_endpoint: str = variable(
        "TBO_S3_ENDPOINT",
        "",
        "Address of the bucket's store where it is not Amazon's, as https://oss-cn-shanghai.aliyuncs.com.",
        address("http", "https"),
    )
    s3_region: str = variable(
        "TBO_S3_REGION", "", "Region of the bucket.", shaped("[a-z0-9-]{2,40}", "a region such as cn-shanghai")
    )
    s3_access_key: str = variable(
        "TBO_S3_ACCESS_KEY",
        "",
        "Access key of the bucket as id:secret; without it the machine's own role.",
        shaped(r"[^:\s]+:\S+", "id:secret"),
        secret=True,
    )
    s3_path_style: bool = variable(
        "TBO_S3_PATH_STYLE",
        False,
        "Say yes where the store wants the bucket in the path instead of the host name.",
        yes_or_no,
    )
