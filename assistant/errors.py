"""Everything that can go wrong in a way the user can mend.

AssistantError
├── SettingsError       a setting that cannot be used
├── WorkersError        workers elsewhere that cannot be reached or used
├── ModelError          a model that is missing, damaged or does not answer
├── DocumentError       a file that cannot be read as a document
│   ├── UnknownFileError      the corpus folder has no file of that name
│   └── CorpusError           there is no corpus folder, or it cannot be one
├── IndexStateError     an index that is missing, damaged or was built otherwise
│   ├── IndexLockedError      another process is writing to it
│   ├── ForeignIndexError     it was made from another folder of documents
│   ├── UnwritableIndexError  it cannot be written now; what it holds can still be read
│   └── UnknownDocumentError  it has no document of that name
├── StoreError          a database beyond this machine that cannot be used as it is
│   ├── StoreAwayError        it cannot be reached, or takes too long
│   └── StoreAccessError      it does not let you in
├── QuestionError       a question that cannot be asked
├── FeedbackError       feedback that cannot be kept or read
│   ├── FeedbackRefusedError  it is none, or belongs to an answer that was not given
│   └── FeedbackFullError     as much is kept as may be
├── ConversationError   a conversation that cannot be kept or read
└── ServerError         a server that does not answer as asked
    ├── BusyError             too many questions are waiting there
    ├── DeadlineError         the answer took longer than was given
    └── AccessError           it does not let you in

Each message says what was found, what was expected, and what to do next. `code` names the kind of error to programs.
"""

from typing import ClassVar

from assistant.printable import printable_name


class AssistantError(Exception):
    """Base of every error this package raises on purpose."""

    code: ClassVar[str] = "assistant"

    def __str__(self) -> str:
        """Return the message in one line that may be printed, whatever the names and texts in it have."""
        return printable_name(super().__str__())


class SettingsError(AssistantError):
    """A setting has a value that cannot be used."""

    code = "settings"


class WorkersError(AssistantError):
    """Workers that read files elsewhere cannot be reached, or are not made as this program is."""

    code = "workers"


class ModelError(AssistantError):
    """A model is missing, damaged, or does not answer."""

    code = "model"


class DocumentError(AssistantError):
    """A file or folder cannot be read as documents."""

    code = "document"


class UnknownFileError(DocumentError):
    """The corpus folder has no file of that name."""

    code = "unknown_file"


class CorpusError(DocumentError):
    """The corpus folder is not there, or is none that can be read."""

    code = "corpus"


class IndexStateError(AssistantError):
    """The index is missing, damaged, or was built by another version, embedder or chunking."""

    code = "index"


class IndexLockedError(IndexStateError):
    """Another process is writing to the index."""

    code = "index_locked"


class ForeignIndexError(IndexStateError):
    """The index was made from another folder of documents; `found` says so in one sentence, without the advice."""

    code = "index_foreign"

    def __init__(self, found: str, advice: str = "") -> None:
        super().__init__(f"{found} {advice}".strip())
        self.found = found


class UnwritableIndexError(IndexStateError):
    """The index cannot be written: the disk is full or fails, or it is not for this user to write."""

    code = "index_unwritable"


class UnknownDocumentError(IndexStateError):
    """The index has no document of that name."""

    code = "unknown_document"


class StoreError(AssistantError):
    """The store holds something else than expected, or refuses what it is asked."""

    code = "store"


class StoreAwayError(StoreError):
    """The store cannot be reached, or does not answer in time."""

    code = "store_away"


class StoreAccessError(StoreError):
    """The store refuses the token."""

    code = "store_access"


class QuestionError(AssistantError):
    """The question is empty or longer than the model can read."""

    code = "question"


class FeedbackError(AssistantError):
    """What somebody thought of an answer cannot be kept or read."""

    code = "feedback"


class FeedbackRefusedError(FeedbackError):
    """What was sent is no feedback, is too long, or belongs to an answer that was not given."""

    code = "feedback_refused"


class FeedbackFullError(FeedbackError):
    """As much feedback is kept as may be."""

    code = "feedback_full"


class ConversationError(AssistantError):
    """A conversation is not there, or cannot be kept or read."""

    code = "conversation"


class ServerError(AssistantError):
    """A server cannot be reached, or does not answer as it should."""

    code = "server"


class BusyError(ServerError):
    """Too many questions are waiting; `retry_after` says after how many seconds another try is worth it."""

    code = "busy"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DeadlineError(ServerError):
    """The answer was not there within the time that was given for it."""

    code = "deadline"


class AccessError(ServerError):
    """The server wants a token, another one, or fewer tries."""

    code = "access"
