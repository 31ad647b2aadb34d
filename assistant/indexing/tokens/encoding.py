"""Makes token vectors of passages that are about to be committed, so that a generation has them from the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from assistant.embedding.encoders.opening import TokenEmbedder
from assistant.indexing.sqlite.store import Snapshot
from assistant.indexing.sqlite.writer import FileWrite, Prepared
from assistant.indexing.tokens.codes import Codes, quantized, reduced
from assistant.indexing.tokens.passages import AT_ONCE, Encode, PassageTokens
from assistant.models.encoders import LANGUAGES
from assistant.reading.passages.chunking import embedding_text


def encode_with(encoder: TokenEmbedder) -> Encode:
    """Return a function that makes the codes of texts with an encoder."""
    return lambda texts: [quantized(reduced(found)) for found in encoder.of_texts(texts)]


class Encoding:
    """An `Encode` that makes the codes of texts, and returns those that were made ahead at once."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._ahead: dict[str, Codes] = {}

    def ahead(
        self, texts: Sequence[str], snapshot: Snapshot, tokens: PassageTokens, encoded: Callable[[float], None]
    ) -> None:
        """Make the codes of texts, and forget those made before; codes that the index has for the same text are reused.

        `encoded` is called with the share that is done. Raises what the encoder raises.
        """
        self._ahead = {}
        for start in range(0, len(texts), AT_ONCE):
            encoded(start / len(texts))
            some = texts[start : start + AT_ONCE]
            known = snapshot.passages_with(some)
            codes = tokens.codes(list(known.values()))
            self._ahead |= {text: codes[id_] for text, id_ in known.items() if id_ in codes}
            self._ahead |= dict(zip(some, self(some), strict=True))

    def __call__(self, texts: Sequence[str]) -> list[Codes]:
        """Return the codes of texts."""
        new = [text for text in dict.fromkeys(texts) if text not in self._ahead]
        made = dict(zip(new, self._encode(new), strict=True)) if new else {}
        return [self._ahead[text] if text in self._ahead else made[text] for text in texts]


def passage_texts(writes: Iterable[FileWrite]) -> list[str]:
    """Return the texts of the passages that are about to be committed, in the languages that have token vectors."""
    cuts = (one.cut for write in writes for one in write.documents or () if isinstance(one, Prepared))
    spoken = (cut for cut in cuts if cut.document.language in LANGUAGES)
    return list(dict.fromkeys(embedding_text(one.passage) for cut in spoken for one in cut.unpacked()))
