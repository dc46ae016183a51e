"""What the providers publish, and what was computed apart from our code, comes out of our signing."""

import pytest

from tbo.rules.delivery import akamai, aliyun_cdn, bunny, cloudfront, oss, secure_link

KEY = "aliyuncdnexp1234"
MASTER = "/hls/e001/master.m3u8"
UNTIL = 1893456000
AKAMAI = "aabbccddeeff00112233445566778899"
TIMES = {"st": 1500000000, "exp": 1500003600}


@pytest.mark.parametrize(
    ("path", "stamp", "rand", "signature"),
    [
        ("/video/standard/1K.html", 1444435200, "0", "80cd3862d699b7118eed99103f2a3a4f"),
        (MASTER, UNTIL, "0", "5155ad4ae21dbb149a756fd4f16dbda2"),
        ("/hls/e001/480p/s0000.m4s", UNTIL, "477b3bbc253f467b8def6711128c7bec", "7a70cc848c653f720f0cea2e1cbb8b01"),
    ],
)
def test_aliyun_a(path, stamp, rand, signature):
    assert aliyun_cdn.type_a(KEY, path, stamp, rand) == f"{path}?auth_key={stamp}-{rand}-0-{signature}"


@pytest.mark.parametrize(
    ("key", "minute", "path", "signature"),
    [
        (
            KEY,
            "201508150800",
            "/4/44/44c0909bcfc20a01afaf256ca99a8b8b.mp3",
            "9044548ef1527deadafa49a890a377f0",
        ),
        (KEY, "203001010800", MASTER, "c8d82749232cc2b609bbca3394eaafb2"),
        # Another network's vector of the same scheme.
        ("DvYmqE81E1F9R791H6lmht", "202407151533", "/foo.jpg", "d1f0b51c6894231fc12e054fcc7f0b3e"),
    ],
)
def test_aliyun_b(key, minute, path, signature):
    assert aliyun_cdn.type_b(key, path, minute) == f"/{minute}/{signature}{path}"


def test_the_minute_of_b_is_chinas_and_has_begun():
    assert aliyun_cdn.minute(UNTIL) == aliyun_cdn.minute(UNTIL + 59) == "203001010800"
    assert aliyun_cdn.minute(UNTIL - 1) == "203001010759"


@pytest.mark.parametrize(
    ("path", "written", "signature"),
    [
        ("/test.flv", "55CE8100", "a37fa50a5fb8f71214b1e7c95ec7a1bd"),
        (MASTER, "70dbd880", "45d1453dc699eece9dde8226ce98359b"),
    ],
)
def test_aliyun_c_in_both_forms(path, written, signature):
    assert aliyun_cdn.type_c(KEY, path, written) == f"/{signature}/{written}{path}"
    assert aliyun_cdn.type_c_query(KEY, path, written, ("KEY1", "KEY2")) == f"{path}?KEY1={signature}&KEY2={written}"


def test_c_writes_its_time_in_sixteens():
    assert aliyun_cdn.hexadecimal(UNTIL) == "70dbd880"


@pytest.mark.parametrize(
    ("path", "written", "signature"),
    [
        ("/test.flv", "55CE8100", "a37fa50a5fb8f71214b1e7c95ec7a1bd"),
        (MASTER, str(UNTIL), "877e694c7f58d4dee95fc9700ad90155"),
    ],
)
def test_aliyun_f(path, written, signature):
    assert aliyun_cdn.type_f(KEY, path, written, ("sign", "time")) == f"{path}?sign={signature}&time={written}"
    assert aliyun_cdn.type_f(KEY, path, written, ("s", "t")) == f"{path}?s={signature}&t={written}"


def test_what_the_console_adds_to_a_timestamp_is_taken_off_before():
    assert aliyun_cdn.timestamp(UNTIL, 1800) == UNTIL - 1800


def test_nginx_as_its_handbook_has_it():
    assert secure_link.signature("2147483647/s/link127.0.0.1 secret") == "_e4Nc3iduzkWRm01TBBNYw"


@pytest.mark.parametrize(("until", "text"), [(UNTIL, "jhtwh9tJQt9hxyESN00yhg"), (2147483647, "zs88mPOCVE4GvWA58va7ig")])
def test_nginx_in_front_of_a_folder(until, text):
    assert secure_link.prefix("s3cret", "e001", until) == f"/{text}/{until}"


def test_bunny_as_its_handbook_has_it():
    plain, path = "o10JRWlsAItyAsdKS6jJKjabHN4FrFsplDHPV1idcX4", "uVZvT3SbEoVKYJyDJgbcsDmSFf73cv-uNUVaJiKWpbQ"
    assert bunny.token("SecurityKey", "/300kb.jpg", 1598024587) == f"HS256-{plain}"
    assert bunny.token("SecurityKey", "/abc", 1598024587, {"token_path": "/abc"}) == f"HS256-{path}"


def test_bunny_in_front_of_a_folder():
    token = "HS256-5w0V7-BVyHMna3sNYcrhhfWqB_q5YiVAfj03BkudOXg"
    expected = f"/bcdn_token={token}&token_path=%2Fvideos%2Fe001%2F&expires=1598024587"
    assert bunny.prefix("SecurityKey", "/videos/e001/", 1598024587) == expected


def test_bunny_of_old_pull_zones():
    named = {"token_path": "/videos/e001/"}
    token = bunny.legacy_token("SecurityKey", "/videos/e001/", 1598024587, named)
    assert token == "g3NP799g43iDv-t0JvaENPB8nKgM83KWPT7RgLpi01E"


def test_akamai_opens_folders():
    signed = "351761e7cf68ffb81ddab0f0b4986ed86a973e1be455298cf924a8587eedfab7"
    token = akamai.token(AKAMAI, akamai.Opens(acl="/e001/*", **TIMES))
    assert token == f"st=1500000000~exp=1500003600~acl=/e001/*~hmac={signed}"


def test_akamai_opens_one_address():
    signed = "48c1f20a04ea39feca9ec60aeea702606f360f96e07b5a6d7698083fa5137e46"
    token = akamai.token(AKAMAI, akamai.Opens(url="/e001/master.m3u8", **TIMES), is_escaped=True)
    assert token == f"st=1500000000~exp=1500003600~hmac={signed}"


def test_akamai_signs_the_salt_and_shows_it_to_nobody():
    plain = akamai.token(AKAMAI, akamai.Opens(acl="/e001/*", **TIMES))
    salted = akamai.token(AKAMAI, akamai.Opens(acl="/e001/*", salt="sea", **TIMES))
    assert salted.rpartition("=")[0] == plain.rpartition("=")[0]
    assert salted != plain


def test_oss_4():
    bucket = oss.Bucket("tbo-media", "cn-hangzhou", "ak", "sk")
    query = oss.presigned(bucket, "e001/master.m3u8", "20300101T000000Z", 3600)
    assert query.endswith("x-oss-signature=c5fddc41c34eb792bad152b1e852b6813943e1b06ee9059f166aab70782815d3")
    assert query.startswith("x-oss-credential=ak%2F20300101%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-date=2030")


def test_oss_4_as_its_maker_tests_it():
    query = {"param1": "value1", "+param1": "value3", "|param1": "value4", "+param2": "", "|param2": "", "param2": ""}
    query |= {
        "x-oss-signature-version": "OSS4-HMAC-SHA256",
        "x-oss-credential": "ak/20231217/cn-hangzhou/oss/aliyun_v4_request",
        "x-oss-date": "20231217T025437Z",
        "x-oss-expires": "599",
    }
    headers = {"x-oss-head1": "value", "Content-Type": "application/octet-stream"}
    bucket = oss.Bucket("bucket", "cn-hangzhou", "ak", "sk")
    signed = oss.signature(bucket, "PUT", "1234+-/123/1.txt", query, headers)
    assert signed == "a39966c61718be0d5b14e668088b3fa07601033f6518ac7b523100014269c0fe"


def test_oss_1():
    query = oss.presigned_v1(oss.Bucket("tbo-media", "", "ak", "sk"), "e001/master.m3u8", UNTIL)
    assert query == f"OSSAccessKeyId=ak&Expires={UNTIL}&Signature=5mIeMVnXU%2BsEy38pdWcqo4LZTC8%3D"


def test_cloudfronts_policy():
    assert cloudfront.policy("https://d1/e001/*", 1764000000) == (
        '{"Statement":[{"Resource":"https://d1/e001/*","Condition":{"DateLessThan":{"AWS:EpochTime":1764000000}}}]}'
    )
    text = cloudfront.written(cloudfront.policy("https://d111111abcdef8.cloudfront.net/e001/*", UNTIL).encode())
    assert text.startswith("eyJTdGF0ZW1lbnQiOlt7IlJlc291cmNlIjoi")
    assert text.endswith("fX1dfQ__")


@pytest.mark.parametrize(("algorithm", "more"), [("SHA1", set()), ("SHA256", {"Hash-Algorithm"})])
def test_cloudfronts_fields_travel_as_cookies_or_behind_an_address(algorithm, more):
    signed = cloudfront.fields("https://d1/e001/*", UNTIL, "K1", lambda text: b"\xfb\xff" + text[:3], algorithm)
    assert set(signed) == {"Policy", "Signature", "Key-Pair-Id"} | more
    assert signed["Signature"] == "-~97IlM_", "plus, slash and equals sign have no place in an address"
    assert cloudfront.cookies(signed)["CloudFront-Key-Pair-Id"] == "K1"
    assert f"&Signature={signed['Signature']}&Key-Pair-Id=K1" in cloudfront.query(signed)
