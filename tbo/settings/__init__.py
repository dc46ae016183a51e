"""The settings of the shop: declared in `variables`, read by `reading`, guarded by `production` and `networks`."""

from .networks import network_names, network_problems
from .pooling import engine_options
from .reading import SettingsWrong, documented_variables, platform_or_none, read_settings
from .variables import ROOT, SANDBOX_APP_ID, SANDBOX_APP_KEY, SANDBOX_SELLER_ID, SANDBOX_SHOP_ID, Settings

__all__ = [
    "ROOT",
    "SANDBOX_APP_ID",
    "SANDBOX_APP_KEY",
    "SANDBOX_SELLER_ID",
    "SANDBOX_SHOP_ID",
    "Settings",
    "SettingsWrong",
    "documented_variables",
    "engine_options",
    "network_names",
    "network_problems",
    "platform_or_none",
    "read_settings",
]
