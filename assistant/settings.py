"""All settings. Each can be set in Python, or in the environment with the prefix `ASSISTANT_`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError


class Settings(BaseSettings):
    """The settings of the assistant. Unknown names and values out of range are errors."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", frozen=True, extra="forbid")

    embedding_model: str = Field(
        default="embedded",
        description="`embedded` (reads English), `embedded-multilingual`, a hub id, a local folder, or a plugin's"
        " `NAME:…`: what turns text into vectors.",
    )
    language_model: str = Field(
        default="embedded",
        description="`embedded`, `embedded-small`, a hub id, a local folder or `.gguf` file, a server's URL, or a"
        " plugin's `NAME:…`; several servers with commas between.",
    )
    gguf_engine: str = Field(
        default="",
        pattern=r"^(|xllamacpp|llama-cpp-python)$",
        description="What runs GGUF files: `xllamacpp` or `llama-cpp-python`; by default the faster one.",
    )
    server_model: str = Field(
        default="",
        description="The name of the model on the server, if language_model is a URL; by default the server's first.",
    )
    api_key: str = Field(default="", repr=False, description="The API key of that server, if it requires one.")
    server_seconds: float = Field(
        default=60.0,
        gt=0,
        description="How long that server may be silent before the request fails or goes to another server.",
    )
    allow_downloads: bool = Field(
        default=False, description="Allow a hub id to be downloaded. Otherwise only the local hub cache is read."
    )
    cache_dir: Path | None = Field(
        default=None, description="The folder in which packaged models are joined; by default the user's cache folder."
    )
    threads: int = Field(default=0, ge=0, description="Processor threads for the models; 0 means one per core.")
    context_tokens: int = Field(default=4096, ge=512, description="The context size of the language model in tokens.")
    evidence_tokens: int = Field(
        default=220, ge=50, description="The approximate number of tokens of evidence per question."
    )
    token_vectors: bool = Field(
        default=True,
        description="Whether the index keeps a vector for each token, about 5 KB a passage, to rank passages more"
        " surely; `false` deletes them at the next indexing.",
    )
    cross_encoder: bool = Field(
        default=True,
        description="Whether the sentences found are read together with the question, which takes a quarter of a"
        " second, to choose those to answer from.",
    )
    answer_tokens: int = Field(default=120, ge=8, description="The maximum number of tokens of a draft.")
    max_file_bytes: int = Field(
        default=100_000_000, ge=1, description="Files larger than this are skipped and reported, not read."
    )
    max_expanded_bytes: int = Field(
        default=500_000_000,
        ge=1,
        description="Archives, and formats that are archives, are not unpacked beyond this size.",
    )
    max_pages: int = Field(default=2_000, ge=1, description="Documents with more pages are skipped and reported.")
    max_text_characters: int = Field(
        default=25_000_000, ge=1, description="Documents with more characters of text are skipped and reported."
    )
    max_sentences: int = Field(
        default=250_000, ge=1, description="Files with more sentences or rows are skipped and reported."
    )
    seconds_per_file: float = Field(
        default=120.0,
        gt=0,
        description="A file that takes longer to read and cut, or four times as long to embed, is skipped and"
        " reported.",
    )
    seconds_per_megabyte: float = Field(
        default=60.0, ge=0, description="Additional seconds for each megabyte of a file or of its text."
    )
    memory_per_file: int = Field(
        default=4_000_000_000,
        ge=500_000_000,
        description="A file that needs more bytes of memory to read and cut is skipped and reported.",
    )
    removed_bytes: int = Field(
        default=10_000_000_000,
        ge=0,
        description="How many bytes of removed and replaced files are kept; at the limit, no more can be removed.",
    )
    removed_files: int = Field(default=10_000, ge=0, description="How many of them are kept, with the same effect.")
    readers: int = Field(default=0, ge=0, description="How many files are read at once; 0 means one per core.")
    database_url: str = Field(
        default="",
        repr=False,
        description="The PostgreSQL database for conversations and feedback,"
        " postgresql+psycopg://user:password@host/name; by default they are stored in files of the index folder.",
    )
    feedback_bytes: int = Field(
        default=50_000_000,
        ge=0,
        description="How many bytes of feedback are stored; at the limit, no more is accepted.",
    )
    workers: str = Field(
        default="",
        pattern=r"^(|ray|ray://[^/\s]+:\d+)$",
        description="Where files are read: by default here; `ray` for Ray here, `ray://HOST:PORT` for a cluster.",
    )
    store: str = Field(
        default="",
        description="Where the index is read from beyond this machine: milvus://HOST:PORT/DATABASE,"
        " milvus+https://…, milvus-lite:PATH.db, or a plugin's NAME:…. Left out, it is the folder of the index.",
    )
    store_token: str = Field(
        default="", repr=False, description="The token of the store: user:password, or an API key."
    )
    store_seconds: float = Field(
        default=10.0, gt=0, description="The time limit of a request to the store, including the client's retries."
    )
    server_token: str = Field(
        default="",
        repr=False,
        description="The tokens that clients of `serve` and `chat` must send, separated by commas,"
        " with their permissions: `read:…`, `write:…` (documents), `admin:…`. Without a prefix, a token reads if there"
        " are several, and may do everything if it is the only one.",
    )
    answer_seconds: float = Field(
        default=300.0,
        gt=0,
        le=3600,
        description="The time limit of a question to the server, including the time in the queue.",
    )
    questions_waiting: int = Field(
        default=32, ge=1, description="How many questions may wait in the server's queue; further ones are refused."
    )
    questions_per_client: int = Field(
        default=16, ge=1, description="How many of them may come from one client, so that others find a place."
    )
    questions_at_once: int = Field(
        default=1,
        ge=1,
        description="How many questions are drafted at once; more than 1 is useful if the model is a server.",
    )


def load_settings(**given: object) -> Settings:
    """Return the settings from the environment, except those given as arguments.

    Raises:
        SettingsError: a variable has an invalid value; the message names it.
    """
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        message = f"The setting ASSISTANT_{name} cannot be used: {first['msg']}. Change it or unset it."
        raise SettingsError(message) from error
