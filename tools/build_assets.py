"""Builds the static files before a start: python -m tools.build_assets."""

from tbo.web.asset_build import build

if __name__ == "__main__":
    print(f"Static files are built: {build()}")
