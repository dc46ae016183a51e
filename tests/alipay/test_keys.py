"""Keys load however they were pasted, sign as the SDK signs, and verify RSA2 only."""

import base64

import pytest
from alipay.aop.api.util.SignatureUtils import sign_with_rsa2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import MD5, SHA1, SHA256, SHA512
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from tbo.alipay import keys

text = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.fixture(scope="session")
def pasted(our_key):
    def paste(kind):
        return our_key.private_bytes(Encoding.PEM, kind, NoEncryption()).decode()

    return paste


def bare(pem):
    return "".join(line for line in pem.splitlines() if "-----" not in line)


MANGLINGS = {
    "as it is": lambda pem: pem,
    "CRLF": lambda pem: pem.replace("\n", "\r\n"),
    "escaped": lambda pem: pem.replace("\n", "\\n"),
    "escaped CRLF": lambda pem: pem.replace("\n", "\\r\\n"),
    "bare base64": bare,
    "on one line with spaces": lambda pem: pem.replace("\n", " "),
    "with blanks around": lambda pem: f"\n\t {pem} \n\n",
}


@pytest.mark.parametrize("kind", [PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8])
@pytest.mark.parametrize("mangling", MANGLINGS)
def test_a_private_key_loads_however_it_was_pasted(our_key, pasted, kind, mangling):
    loaded = keys.private_key(MANGLINGS[mangling](pasted(kind)))
    assert loaded.private_numbers() == our_key.private_numbers()


@pytest.mark.parametrize("kind", [PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1])
@pytest.mark.parametrize("mangling", MANGLINGS)
def test_a_public_key_loads_however_it_was_pasted(our_key, kind, mangling):
    pem = our_key.public_key().public_bytes(Encoding.PEM, kind).decode()
    assert keys.are_a_pair(our_key, keys.public_key(MANGLINGS[mangling](pem)))


@pytest.mark.parametrize("mess", ["", "not a key", "AAAA", "私钥", "-----BEGIN RSA PRIVATE KEY-----\n-----END"])
@pytest.mark.parametrize("load", [keys.private_key, keys.public_key])
def test_what_is_no_key_is_refused_by_name(load, mess):
    with pytest.raises(keys.KeyRefused):
        load(mess)


def test_a_key_of_the_other_half_is_refused_without_quoting_it(our_key, pasted):
    private = pasted(PrivateFormat.PKCS8)
    with pytest.raises(keys.KeyRefused) as refusal:
        keys.public_key(private)
    assert bare(private)[40:80] not in str(refusal.value)
    public = our_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(keys.KeyRefused):
        keys.private_key(public.decode())


def test_weak_encrypted_and_foreign_kinds_of_keys_are_refused(our_key):
    weak = generate_private_key(65537, 1024)
    curve = ec.generate_private_key(ec.SECP256R1())
    for key, shield in [(weak, NoEncryption()), (curve, NoEncryption()), (our_key, BestAvailableEncryption(b"x"))]:
        with pytest.raises(keys.KeyRefused):
            keys.private_key(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, shield).decode())


def test_a_key_is_read_only_once(pasted):
    assert keys.private_key(pasted(PrivateFormat.PKCS8)) is keys.private_key(pasted(PrivateFormat.PKCS8))


@given(content=text)
def test_our_signature_is_the_sdks_byte_for_byte(our_key, pasted, content):
    mine = keys.sign(our_key, content)
    assert mine == sign_with_rsa2(pasted(PrivateFormat.TraditionalOpenSSL).strip(), content, "utf-8")


@given(content=text, other=text)
def test_a_signature_holds_for_its_own_text_only(our_key, content, other):
    signature = keys.sign(our_key, content)
    assert keys.is_signed(our_key.public_key(), content, signature)
    assert keys.is_signed(our_key.public_key(), other, signature) == (other == content)


@given(place=st.integers(0, 343), letter=st.sampled_from("ABab01+/=-_ \n"))
def test_a_touched_signature_never_verifies(our_key, place, letter):
    signature = keys.sign(our_key, "a=1")
    touched = signature[:place] + letter + signature[place + 1 :]
    decodes_alike = touched.isascii() and _loosely(touched) == _loosely(signature)
    assert not keys.is_signed(our_key.public_key(), "a=1", touched) or decodes_alike


def _loosely(signature):
    try:
        return base64.b64decode(signature, validate=True)
    except ValueError:
        return None


@pytest.mark.parametrize("signature", ["", "=", "签名", "\u0000", "AAAA", "A" * 100_000])
def test_a_senseless_signature_is_false_and_no_error(our_key, signature):
    assert keys.is_signed(our_key.public_key(), "a=1", signature) is False


@pytest.mark.parametrize("weaker", [MD5(), SHA1(), SHA512()])
def test_other_hashes_are_not_rsa2(our_key, weaker):
    signature = base64.b64encode(our_key.sign(b"a=1", PKCS1v15(), weaker)).decode()
    assert not keys.is_signed(our_key.public_key(), "a=1", signature)


def test_other_padding_and_other_keys_are_not_rsa2(our_key, alipay_key):
    padded = our_key.sign(b"a=1", PSS(MGF1(SHA256()), 32), SHA256())
    assert not keys.is_signed(our_key.public_key(), "a=1", base64.b64encode(padded).decode())
    assert not keys.is_signed(our_key.public_key(), "a=1", keys.sign(alipay_key, "a=1"))
