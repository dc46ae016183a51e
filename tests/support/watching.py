"""Whether a film plays in a real browser: its clock moves."""

from playwright.sync_api import Page

# A page's rules let no text become code later on, so this waits within one call.
_MOVES = """(video, [most, patience]) => new Promise((done, fail) => {
  const look = () => { if (video.currentTime > most) done(video.currentTime); };
  video.addEventListener("timeupdate", look);
  setTimeout(() => fail(new Error(`the film stands at ${video.currentTime} s, state ${video.readyState}`)), patience);
  look();
})"""


def assert_plays(page: Page, episode: str) -> None:
    """The browser has come to an episode's page (or comes there now) and its film runs."""
    page.wait_for_url(f"**{episode}", wait_until="commit")
    page.locator("#player-video").evaluate(_MOVES, [0.3, 30_000])
