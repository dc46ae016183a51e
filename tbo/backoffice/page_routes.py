"""The pages about landing pages, and their words for templates."""

from ..pages.personas import persona_words
from . import page_editor, page_links, page_list, page_preview, page_publishing, page_versions

MODULES = (page_editor, page_links, page_list, page_preview, page_publishing, page_versions)
PAGE_WORDS = {
    "page_kind_words": page_list.kind_words,
    "page_state_words": page_list.state_words,
    "persona_words": persona_words,
}
