"""A finger that counts: how often a person presses something on our own pages."""

from playwright.sync_api import Locator


class Finger:
    """Presses things; `taps` says how often it did."""

    def __init__(self):
        self.taps = 0

    def tap(self, target: Locator) -> None:
        """Press something that can be seen."""
        target.click()
        self.taps += 1
