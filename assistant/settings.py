"""Every knob, once. Each can be set in Python, or in the environment with the prefix `ASSISTANT_`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError


class Settings(BaseSettings):
    """How the assistant reads, searches and writes. Unknown names and values out of range are refused."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", frozen=True, extra="forbid")

    embedding_model: str = Field(
        default="embedded", description="`embedded`, a hub id, or a local folder: what turns text into vectors."
    )
    language_model: str = Field(
        default="embedded",
        description="`embedded`, `embedded-small`, a hub id, a local folder or `.gguf` file, or a server's URL; several"
        " servers with commas between.",
    )
    gguf_engine: str = Field(
        default="",
        pattern=r"^(|xllamacpp|llama-cpp-python)$",
        description="What runs GGUF files: `xllamacpp` or `llama-cpp-python`; the faster here of those installed unless"
        " set.",
    )
    server_model: str = Field(default="", description="The model's name on the server, where language_model is a URL.")
    api_key: str = Field(default="", repr=False, description="The key for that server, where it wants one.")
    server_seconds: float = Field(
        default=60.0, gt=0, description="How long that server may be silent before it is given up, or another is asked."
    )
    allow_downloads: bool = Field(
        default=False, description="Let a hub id be fetched from the hub. Without it only the local hub cache is read."
    )
    cache_dir: Path | None = Field(
        default=None, description="Where embedded models are joined; the user's cache folder unless set."
    )
    threads: int = Field(default=0, ge=0, description="Processor threads for the models; 0 means one a core.")
    context_tokens: int = Field(
        default=4096, ge=512, description="How many tokens the language model reads and writes."
    )
    evidence_tokens: int = Field(
        default=220, ge=50, description="About how many tokens of evidence one question may use."
    )
    answer_tokens: int = Field(default=120, ge=8, description="The most tokens that a draft may have.")
    max_file_bytes: int = Field(
        default=100_000_000, ge=1, description="Files larger than this are skipped and reported, not read."
    )
    max_expanded_bytes: int = Field(
        default=500_000_000,
        ge=1,
        description="Archives, and formats that are one inside, are not unpacked beyond this.",
    )
    max_pages: int = Field(default=2_000, ge=1, description="Documents of more pages are skipped and reported.")
    max_text_characters: int = Field(
        default=10_000_000, ge=1, description="Documents with more text than this are skipped and reported."
    )
    max_sentences: int = Field(
        default=250_000, ge=1, description="Files with more sentences or rows than this are skipped and reported."
    )
    seconds_per_file: float = Field(
        default=120.0, gt=0, description="A file that takes longer to read, cut and embed is skipped and reported."
    )
    seconds_per_megabyte: float = Field(
        default=60.0, ge=0, description="What a file may take on top for each megabyte of it, or of its text."
    )
    memory_per_file: int = Field(
        default=4_000_000_000,
        ge=500_000_000,
        description="A file that takes more bytes to read and cut is skipped and reported.",
    )
    removed_bytes: int = Field(
        default=10_000_000_000,
        ge=0,
        description="How much of removed and replaced files is kept; beyond it none is removed or replaced any more.",
    )
    removed_files: int = Field(default=10_000, ge=0, description="How many of them are kept at most, likewise.")
    readers: int = Field(default=0, ge=0, description="How many files are read at once; 0 means one a core.")
    database_url: str = Field(
        default="",
        repr=False,
        description="The PostgreSQL that keeps conversations and feedback, postgresql+psycopg://user:password@host/name;"
        " without it they are kept in files of the index folder.",
    )
    feedback_bytes: int = Field(
        default=50_000_000, ge=0, description="How much feedback is kept; beyond it none is taken any more."
    )
    workers: str = Field(
        default="",
        pattern=r"^(|ray|ray://[^/\s]+:\d+)$",
        description="Where files are read: here unless set; `ray` for Ray here, `ray://HOST:PORT` for a cluster.",
    )
    store: str = Field(
        default="",
        description="Where the index is read from beyond this machine: milvus://HOST:PORT/DATABASE,"
        " milvus+https://…, or milvus-lite:PATH.db. Left out, it is the folder of the index.",
    )
    store_token: str = Field(
        default="", repr=False, description="What the store lets you in for: user:password, or an API key."
    )
    store_seconds: float = Field(
        default=10.0, gt=0, description="How long one request to the store may take, the client's retries included."
    )
    server_token: str = Field(
        default="",
        repr=False,
        description="What clients of `assistant serve` and `assistant chat` must show. Several have commas between and"
        " say what they may do: `read:…`, `write:…` (documents), `admin:…`; without that they read. A single one may"
        " do all.",
    )
    answer_seconds: float = Field(
        default=300.0, gt=0, le=3600, description="How long a question to the server may take, its waiting included."
    )
    questions_waiting: int = Field(
        default=32, ge=1, description="How many questions may wait at the server; the next one is sent away."
    )
    questions_per_client: int = Field(
        default=16, ge=1, description="How many of them may be of one client, so that others find a place."
    )
    questions_at_once: int = Field(
        default=1, ge=1, description="How many are drafted at once; more than 1 pays where the model is a server."
    )


def load_settings(**given: object) -> Settings:
    """Return the settings of the environment, but for those that are given.

    Raises:
        SettingsError: a variable has a value that cannot be used; the message names it.
    """
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        message = f"The setting ASSISTANT_{name} cannot be used: {first['msg']}. Change it or unset it."
        raise SettingsError(message) from error
