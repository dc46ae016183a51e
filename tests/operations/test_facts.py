import json
from pathlib import Path

from tbo.operations.commands import tbo_commands
from tbo.operations.facts import welcome

FIELDS = {
    *("base_url", "notify_url", "gateway_url", "app_id", "seller_id", "keys", "origin", "inbox_url"),
    *("signins", "staff", "examples"),
}
EXAMPLES = {
    *("free_episode", "paid_episode", "series", "film", "tmall_link", "voucher", "plans", "browse", "search"),
}


def told(app) -> dict:
    """What `flask tbo info` prints."""
    app.cli.add_command(tbo_commands)
    result = app.test_cli_runner().invoke(args=["tbo", "info"])
    assert result.exit_code == 0
    return json.loads(result.output)


def test_before_the_shop_is_set_up_a_sentence_says_so(at, server):
    app = at(database_url=server.new())
    app.cli.add_command(tbo_commands)
    result = app.test_cli_runner().invoke(args=["tbo", "info"])
    assert (result.exit_code, result.output) == (1, "Error: The database lacks migrations: run `flask db upgrade`.\n")


def test_a_database_that_is_away_is_said_too(at, tmp_path):
    app = at(database_url=f"sqlite:///{tmp_path}/nowhere/tbo.db")
    app.cli.add_command(tbo_commands)
    result = app.test_cli_runner().invoke(args=["tbo", "info"])
    said = "Error: The database does not answer: `flask tbo doctor` says more.\n"
    assert (result.exit_code, result.output) == (1, said)


def test_info_has_every_field_and_nothing_secret(at):
    app = at()
    found = told(app)
    assert set(found) == FIELDS
    assert set(found["examples"]) == EXAMPLES
    settings = app.extensions["tbo.settings"]
    everything = json.dumps(found)
    for secret in (settings.secret_key, settings.stream_keys[0], "PRIVATE KEY"):
        assert secret not in everything


def test_the_key_files_are_those_that_the_shop_and_the_sandbox_use(at):
    app = at()
    files = told(app)["keys"]
    settings = app.extensions["tbo.settings"]
    assert Path(files["shop_private"]).read_text().strip() == settings.alipay_private_key
    assert Path(files["sandbox_public"]).read_text().strip() == settings.alipay_public_key
    assert all(Path(file).is_file() for file in files.values())


def test_a_shop_whose_keys_are_not_in_files_names_none(at, tmp_path):
    assert set(told(at(instance=str(tmp_path)))["keys"].values()) == {None}


def test_every_household_that_can_sign_in_has_a_contact(at):
    signins = told(at())["signins"]
    assert len(signins) == 12
    assert [one["shows"] for one in signins if not one["phone"]] == ["guest"]


def test_the_examples_hold(at):
    app = at()
    examples = told(app)["examples"]
    visitor = app.test_client()
    answers = {
        name: visitor.get(path, base_url=app.extensions["tbo.settings"].base_url) for name, path in examples.items()
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        **dict.fromkeys(EXAMPLES, 200),
        "paid_episode": 402,
        "tmall_link": 302,
    }


def test_a_newcomer_is_told_where_everything_is(at):
    app = at()
    settings, text = app.extensions["tbo.settings"], welcome()
    paths = "/t/900000000105?", "/redeem/"
    for needed in (settings.base_url, *paths, settings.sandbox_url + "/inbox", "390 pixels", "Ctrl-C"):
        assert needed in text
    assert text.count("+1202555") == 11
