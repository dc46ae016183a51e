"""Builds static files and compiles templates before a start: python -m tools.build_assets."""

import secrets

from tbo import create_app
from tbo.settings import Settings
from tbo.web.asset_build import build
from tbo.web.template_build import compile_templates


def main() -> None:
    """Build both; no setting of a real shop is needed."""
    print(f"Static files are built: {build()}")
    keys = (f"build:{secrets.token_urlsafe(32)}",)
    app = create_app(Settings(env="test", base_url="http://localhost", stream_keys=keys))
    print(f"{compile_templates(app)} templates are compiled.")


if __name__ == "__main__":
    main()
