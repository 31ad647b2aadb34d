"""The errors that this package raises on purpose, and that the user can fix.

AssistantError
├── SettingsError       a setting has an invalid value
├── PluginError         a plugin cannot be loaded, or does not do what it should
├── LanguageError       a language file has a mistake
├── WorkersError        remote workers cannot be reached or used
├── ModelError          a model is missing, damaged or does not answer
├── DocumentError       a file cannot be read as a document
│   ├── UnknownFileError      the corpus folder has no file of that name
│   └── CorpusError           the corpus folder is missing or cannot be read
├── IndexStateError     an index is missing, damaged or was built differently
│   ├── IndexLockedError      another process is writing to it
│   ├── ForeignIndexError     it belongs to another folder of documents
│   ├── UnwritableIndexError  it cannot be written now, but it can still be read
│   └── UnknownDocumentError  it has no document of that name
├── StoreError          a remote store cannot be used as it is
│   ├── StoreAwayError        it cannot be reached, or takes too long
│   └── StoreAccessError      it refuses the token
├── QuestionError       a question cannot be asked
├── FeedbackError       feedback cannot be stored or read
│   ├── FeedbackRefusedError  it is invalid, or this server did not give the answer
│   └── FeedbackFullError     the limit on stored feedback is reached
├── ConversationError   a conversation cannot be stored or read
└── ServerError         a server does not answer as expected
    ├── BusyError             too many questions are waiting
    ├── DeadlineError         the time limit was exceeded
    └── AccessError           it refuses the token or the request

Each message says what was found, what was expected, and what to do next. `code` identifies the kind of error.
"""

from typing import ClassVar

from assistant.printable import printable_name


class AssistantError(Exception):
    """Base of every error this package raises on purpose."""

    code: ClassVar[str] = "assistant"

    def __str__(self) -> str:
        """Return the message as one printable line, whatever names and texts it contains."""
        return printable_name(super().__str__())


class SettingsError(AssistantError):
    """A setting has an invalid value."""

    code = "settings"


class PluginError(AssistantError):
    """A plugin of another package cannot be loaded, or does not do what it should."""

    code = "plugin"


class LanguageError(AssistantError):
    """A language file has a mistake; the message names the file and the line."""

    code = "language"


class WorkersError(AssistantError):
    """Remote workers cannot be reached, or run another version or model than this program."""

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
    """The corpus folder is missing or cannot be read."""

    code = "corpus"


class IndexStateError(AssistantError):
    """The index is missing or damaged, or was built with another version, embedder or chunking."""

    code = "index"


class IndexLockedError(IndexStateError):
    """Another process is writing to the index."""

    code = "index_locked"


class ForeignIndexError(IndexStateError):
    """The index belongs to another folder of documents; `found` is the message without the advice."""

    code = "index_foreign"

    def __init__(self, found: str, advice: str = "") -> None:
        super().__init__(f"{found} {advice}".strip())
        self.found = found


class UnwritableIndexError(IndexStateError):
    """The index cannot be written: the disk is full or failing, or this user has no write permission."""

    code = "index_unwritable"


class UnknownDocumentError(IndexStateError):
    """The index has no document of that name."""

    code = "unknown_document"


class StoreError(AssistantError):
    """The store holds unexpected data, or refuses a request."""

    code = "store"


class StoreAwayError(StoreError):
    """The store cannot be reached, or does not answer in time."""

    code = "store_away"


class StoreAccessError(StoreError):
    """The store refuses the token."""

    code = "store_access"


class QuestionError(AssistantError):
    """The question is empty or too long, or its scope is invalid."""

    code = "question"


class FeedbackError(AssistantError):
    """Feedback cannot be stored or read."""

    code = "feedback"


class FeedbackRefusedError(FeedbackError):
    """The feedback is invalid or too long, or this server did not give the answer."""

    code = "feedback_refused"


class FeedbackFullError(FeedbackError):
    """The limit on stored feedback is reached."""

    code = "feedback_full"


class ConversationError(AssistantError):
    """A conversation does not exist, or cannot be stored or read."""

    code = "conversation"


class ServerError(AssistantError):
    """A server cannot be reached, or does not answer as it should."""

    code = "server"


class BusyError(ServerError):
    """Too many questions are waiting; `retry_after` is the number of seconds to wait before trying again."""

    code = "busy"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DeadlineError(ServerError):
    """The answer was not ready within its time limit."""

    code = "deadline"


class AccessError(ServerError):
    """The server requires a token, refuses this one, or has seen too many attempts."""

    code = "access"
