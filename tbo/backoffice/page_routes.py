"""The pages about landing pages, and their words for templates."""

from ..pages.personas import persona_words
from . import page_editor, page_links, page_list, page_preview, page_publishing, page_versions, picture_pages
from .picture_words import picture_folder, picture_warnings

MODULES = (page_editor, page_links, page_list, page_preview, page_publishing, page_versions, picture_pages)
PAGE_WORDS = {
    "page_kind_words": page_list.kind_words,
    "page_state_words": page_list.state_words,
    "persona_words": persona_words,
    "picture_folder": picture_folder,
    "picture_warnings": picture_warnings,
}
