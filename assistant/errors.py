"""Everything that can go wrong in a way the user can mend.

AssistantError
├── SettingsError       a setting that cannot be used
├── ModelError          a model that is missing, damaged or does not answer
├── DocumentError       a file that cannot be read as a document
├── IndexStateError     an index that is missing, damaged or was built otherwise
│   └── IndexLockedError   another process is writing to it
├── QuestionError       a question that cannot be asked
├── FeedbackError       feedback that cannot be kept or read
└── ConversationError   a conversation that cannot be kept or read

Each message says what was found, what was expected, and what to do next.
"""


class AssistantError(Exception):
    """Base of every error this package raises on purpose."""


class SettingsError(AssistantError):
    """A setting has a value that cannot be used."""


class ModelError(AssistantError):
    """A model is missing, damaged, or does not answer."""


class DocumentError(AssistantError):
    """A file or folder cannot be read as documents."""


class IndexStateError(AssistantError):
    """The index is missing, damaged, or was built by another version, embedder or chunking."""


class IndexLockedError(IndexStateError):
    """Another process is writing to the index."""


class QuestionError(AssistantError):
    """The question is empty or longer than the model can read."""


class FeedbackError(AssistantError):
    """What somebody thought of an answer cannot be kept or read."""


class ConversationError(AssistantError):
    """A conversation is not there, or cannot be kept or read."""
