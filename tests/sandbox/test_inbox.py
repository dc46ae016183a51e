"""The inbox: takes messages from who knows the key, shows the newest first."""

import pytest

from tbo.sandbox.sandbox import sandbox_of

from ..support.parsing import parsed

SMS = {"to": "+8613800000002", "channel": "sms", "subject": "", "body": "验证码 482913", "code": "482913"}
MAIL = {
    "to": "lin@example.com",
    "channel": "mail",
    "subject": "收据",
    "body": "打开：https://shop.example/r/1?a=b。谢谢",
}


@pytest.fixture
def send(app, client):
    def send(message, key=None):
        header = sandbox_of(app).keys.inbox if key is None else key
        return client.post("/inbox", json=message, headers={"X-TBO-Inbox-Key": header})

    return send


def test_a_message_is_kept_and_told_newest_first(send, client):
    assert send(SMS).status_code == 201
    send(MAIL)
    messages = client.get("/inbox.json").json["messages"]
    assert [message["to"] for message in messages] == ["lin@example.com", "+8613800000002"]
    assert messages[1]["code"] == "482913"
    assert [message["to"] for message in client.get("/inbox.json?to=%2B8613800000002").json["messages"]] == [SMS["to"]]


@pytest.mark.parametrize("key", ["", "guess", "ключ".encode().decode("latin-1")])
def test_without_the_key_nothing_is_kept(send, client, key):
    assert send(SMS, key).status_code == 403
    assert client.get("/inbox.json").json["messages"] == []


@pytest.mark.parametrize(
    "message",
    [[], SMS | {"to": ""}, SMS | {"channel": "fax"}, SMS | {"body": 5}, SMS | {"code": "1" * 65}, SMS | {"to": ["a"]}],
)
def test_a_message_of_wrong_form_is_a_400(send, message):
    assert send(message).status_code == 400


def test_the_page_refreshes_itself_and_makes_addresses_links(send, client):
    send(MAIL | {"body": "<b>打开：https://shop.example/r/1?a=b。谢谢"})
    page = parsed(client.get("/inbox").text)
    assert page.select_one("meta[http-equiv=refresh]")["content"] == "5"
    assert page.select_one(".letter a")["href"] == "https://shop.example/r/1?a=b"
    assert page.select_one(".letter").text == "<b>打开：https://shop.example/r/1?a=b。谢谢"
