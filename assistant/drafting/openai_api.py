"""Any server that speaks the OpenAI interface: vLLM, TGI, llama.cpp's own server and the like."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import openai
from openai.types.chat import ChatCompletionMessageParam

from assistant.drafting.base import Prompt, odds_between
from assistant.errors import ModelError, QuestionError
from assistant.models.resolving import without_credentials

_LIKELIEST = 20
_SECONDS = 60.0
_SECONDS_TO_CONNECT = 5.0
_MOST_SHOWN = 300
"""How many characters of a server's own words an error repeats."""


class OpenAIServer:
    """A model behind a server's URL. The server orders its questions itself; safe to use from several threads."""

    def __init__(
        self, url: str, *, model: str = "", api_key: str = "", timeout: float = _SECONDS, retries: int = 1
    ) -> None:
        """Talk to the server at a URL and to nothing else; without a model's name, to the first it offers.

        `timeout` is in how many seconds it has to say something, and again something; `retries` how often it is asked
        again where it cannot be reached or fails.

        Raises:
            ModelError: no model is named, and the server does not answer, or offers none.
        """
        base = url.rstrip("/")
        base = base if base.endswith("/v1") else f"{base}/v1"
        self.url = without_credentials(base)
        wait = openai.Timeout(timeout, connect=min(timeout, _SECONDS_TO_CONNECT))
        self._client = openai.OpenAI(
            base_url=base,
            api_key=api_key or "none",
            timeout=wait,
            max_retries=retries,
            http_client=openai.DefaultHttpxClient(trust_env=False, timeout=wait),
        )
        self.name = self.judges_as = model or self._first_model()

    @contextmanager
    def turn(self) -> Iterator[OpenAIServer]:
        """Take a turn; see `LanguageModel`. Nobody waits here."""
        yield self

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply piece by piece; see `Turn`. A stream that ends before the reply does is an error."""
        began = whole = False
        with self._translated():
            reply = self._client.chat.completions.create(
                model=self.name,
                messages=_messages(prompt),
                max_tokens=max_tokens,
                temperature=0,
                seed=0,
                stream=True,
            )
            with reply:
                for chunk in reply:
                    began = True
                    for choice in chunk.choices[:1]:
                        whole = whole or choice.finish_reason is not None
                        if piece := choice.delta.content:
                            yield piece
            if not began:
                raise ValueError("nothing in the stream is an event")
        if not whole:
            raise ModelError(f"The server {self.url} broke off in the middle of its reply. Look at its log; ask again.")

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return how much likelier one word is than the other; see `Turn`."""
        with self._translated():
            reply = self._client.chat.completions.create(
                model=self.name,
                messages=_messages(prompt),
                max_tokens=1,
                temperature=0,
                seed=0,
                logprobs=True,
                top_logprobs=_LIKELIEST,
            )
            told = reply.choices[0].logprobs if reply.choices else None
            rows = told.content[0].top_logprobs if told and told.content else ()
            likely = {row.token: row.logprob for row in reversed(rows)}
        if not likely:
            raise ModelError(f"The server {self.url} does not tell how likely its words are (logprobs).")
        return odds_between(likely, first, second)

    def offered(self, timeout: float = _SECONDS_TO_CONNECT) -> tuple[str, ...]:
        """Return the names of the models that the server offers, asking it once.

        Raises:
            ModelError: it does not answer within so many seconds.
        """
        with self._translated():
            client = self._client.with_options(timeout=timeout, max_retries=0)
            return tuple(str(model.id) for model in client.models.list().data)

    def _first_model(self) -> str:
        offered = self.offered()
        if not offered:
            raise ModelError(f"The server {self.url} offers no model. Load one there, or set ASSISTANT_SERVER_MODEL.")
        return offered[0]

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the client's errors, and what comes of replies it does not check, into this package's, once."""
        try:
            yield
        except openai.APITimeoutError as error:
            raise ModelError(f"The server {self.url} did not answer in time. Is it busy, or stuck?") from error
        except openai.APIConnectionError as error:
            raise ModelError(f"The server {self.url} cannot be reached. Is it running, and the URL right?") from error
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise ModelError(f"The server {self.url} refused the key. Set ASSISTANT_API_KEY.") from error
        except openai.BadRequestError as error:
            if "context" in str(error).lower():
                message = f"The question and its evidence are longer than the server's model reads: {error.message}"
                raise QuestionError(message) from error
            raise ModelError(f"The server {self.url} refused the request: {error.message}") from error
        except openai.OpenAIError as error:
            raise ModelError(f"The server {self.url} could not answer: {str(error)[:_MOST_SHOWN]}") from error
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            raise ModelError(
                f"The server {self.url} answered something else than the OpenAI interface does. Is the URL right?"
            ) from error


def _messages(prompt: Prompt) -> list[ChatCompletionMessageParam]:
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
