"""When an index would gain from another embedding model."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.indexing.catalogue import StoredDocument
from assistant.language.detection import UNKNOWN
from assistant.language.loading import language
from assistant.models.encoders import LANGUAGES
from assistant.models.packages import MINILM, MULTILINGUAL
from assistant.models.resolving import MULTILINGUAL_SETTING

WORTH_IT = 0.1
"""The share of documents in other languages from which the multilingual model is recommended."""


def advice_on_languages(documents: Sequence[StoredDocument], embedder: str) -> str:
    """Return which documents the multilingual embedding model would find better, and how to use it; "" if few would.

    `embedder` is the name of the model that the index was built with; only the default one reads one language.
    """
    others = [document.language for document in documents if document.language not in LANGUAGES]
    if embedder != MINILM.name or len(others) < WORTH_IT * len(documents) or not others:
        return ""
    named = sorted({"another language" if code == UNKNOWN else language(code).name for code in others})
    told = f"{', '.join(named[:-1])} and {named[-1]}" if named[1:] else named[0]
    one = len(others) == 1
    return (
        f"{len(others)} of {len(documents)} documents {'is' if one else 'are'} in {told}, and the embedding model reads"
        f" English. The multilingual model finds {'it' if one else 'them'} more surely. Run `{MULTILINGUAL.install}`,"
        f" set `ASSISTANT_EMBEDDING_MODEL={MULTILINGUAL_SETTING}`, and run `assistant index --rebuild`."
    )
