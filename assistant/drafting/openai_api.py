"""The engine for OpenAI-compatible servers: vLLM, TGI, the server of llama.cpp and others."""

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
"""How many characters of a server's message an error quotes."""


class OpenAIServer:
    """A model at the URL of a server, which queues its requests itself; safe to use from several threads."""

    def __init__(
        self, url: str, *, model: str = "", api_key: str = "", timeout: float = _SECONDS, retries: int = 1
    ) -> None:
        """Use the server at a URL, which is the only address contacted; without a model's name, the first it lists.

        `timeout` is how many seconds the server may be silent; `retries` is how often a request is repeated if the
        server cannot be reached or fails.

        Raises:
            ModelError: no model is named, and the server does not answer or lists none.
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
        """Start a turn; see `LanguageModel`. It never waits."""
        yield self

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply piece by piece; see `Turn`. A truncated stream is an error."""
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
                raise ValueError("the stream contains no event")
        if not whole:
            raise ModelError(f"The server {self.url} broke off in the middle of its reply. Check its log; ask again.")

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return the log odds of one word against the other; see `Turn`."""
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
            raise ModelError(f"The server {self.url} does not return probabilities (logprobs).")
        return odds_between(likely, first, second)

    def offered(self, timeout: float = _SECONDS_TO_CONNECT) -> tuple[str, ...]:
        """Return the names of the models that the server lists, asking it once.

        Raises:
            ModelError: it does not answer within the timeout.
        """
        with self._translated():
            client = self._client.with_options(timeout=timeout, max_retries=0)
            return tuple(str(model.id) for model in client.models.list().data)

    def _first_model(self) -> str:
        offered = self.offered()
        if not offered:
            raise ModelError(f"The server {self.url} lists no model. Load one there, or set ASSISTANT_SERVER_MODEL.")
        return offered[0]

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Translate the client's errors, and those of malformed replies, into ours."""
        try:
            yield
        except openai.APITimeoutError as error:
            raise ModelError(f"The server {self.url} did not answer in time. Is it busy or stuck?") from error
        except openai.APIConnectionError as error:
            raise ModelError(
                f"The server {self.url} cannot be reached. Is it running, and is the URL right?"
            ) from error
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise ModelError(f"The server {self.url} refused the key. Set ASSISTANT_API_KEY.") from error
        except openai.BadRequestError as error:
            if "context" in str(error).lower():
                message = f"The question and its evidence are longer than the server's model can read: {error.message}"
                raise QuestionError(message) from error
            raise ModelError(f"The server {self.url} refused the request: {error.message}") from error
        except openai.OpenAIError as error:
            raise ModelError(f"The server {self.url} could not answer: {str(error)[:_MOST_SHOWN]}") from error
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            raise ModelError(
                f"The response of the server {self.url} is not OpenAI-compatible. Is the URL right?"
            ) from error


def _messages(prompt: Prompt) -> list[ChatCompletionMessageParam]:
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
