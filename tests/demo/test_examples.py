from tbo.demo.examples import examples


def test_examples_name_a_page_of_each_kind(shop):
    found = examples()
    assert found["free_episode"].startswith("/watch/")
    assert found["paid_episode"].startswith("/watch/")
    assert found["series"] != found["film"]
    assert found["tmall_link"].startswith("/t/900000000105?id=900000000105&spm=")


def test_a_shop_without_content_has_no_examples(app):
    assert examples()["free_episode"] is None
    assert examples()["tmall_link"] is None
