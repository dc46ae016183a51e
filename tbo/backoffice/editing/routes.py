"""The pages about landing pages, and their words for templates."""

from ...pages import named
from ...pages.personas import persona_words
from ..experiments import listing as experiment_list
from ..experiments import pages as experiment_pages
from ..experiments import words as experiment_words
from ..links import card_pages as link_card_pages
from . import block_acts, calendar_pages, difference_pages, differing, page_words, picture_pages
from . import editor as page_editor
from . import links as page_links
from . import listing as page_list
from . import off as page_off
from . import presence as page_presence
from . import preview as page_preview
from . import publishing as page_publishing
from . import versions as page_versions
from .picture_words import picture_folder, picture_warnings

MODULES = (
    *(page_editor, page_links, page_list, page_presence, page_preview, page_publishing, page_versions, picture_pages),
    *(block_acts, page_off, experiment_list, calendar_pages, difference_pages, experiment_pages, link_card_pages),
)
PICKS = {
    "titles": named.titles_to_pick,
    "plans": named.plans_to_pick,
    "offers": named.offers_to_pick,
    "links": named.links_to_pick,
    "things": named.things_to_pick,
}
PAGE_WORDS = {
    "to_pick": lambda things: PICKS[things](),
    "ref_words": named.ref_words,
    "turn_words": calendar_pages.turn_words,
    "change_words": differing.change_words,
    "counted_words": experiment_words.counted_words,
    "effect_words": experiment_words.effect_words,
    "experiment_colours": experiment_words.COLOURS,
    "goal_words": experiment_words.goal_words,
    "mean_words": experiment_words.mean_words,
    "outcome_words": experiment_words.outcome_words,
    "short_day": experiment_words.short_day,
    "signed_words": experiment_words.signed_words,
    "verdict_words": experiment_words.verdict_words,
    "page_name": page_words.page_name,
    "page_kind_words": page_words.kind_words,
    "page_state_words": page_words.state_words,
    "persona_words": persona_words,
    "picture_folder": picture_folder,
    "picture_warnings": picture_warnings,
}
