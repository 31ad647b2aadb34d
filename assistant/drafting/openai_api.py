"""Any server that speaks the OpenAI interface: vLLM, llama.cpp's own server and the like."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import openai

from assistant.drafting.base import Prompt, odds_between
from assistant.errors import ModelError, QuestionError

_LIKELIEST = 20
_SECONDS = 120.0


class OpenAIServer:
    """A model behind a server's URL. The server orders its questions itself; safe to use from several threads."""

    def __init__(self, url: str, *, model: str = "", api_key: str = "", timeout: float = _SECONDS) -> None:
        """Talk to the server at a URL and to nothing else; without a model's name, to the first it offers.

        Raises:
            ModelError: the server does not answer, or offers no model.
        """
        base = url.rstrip("/")
        self._url = base if base.endswith("/v1") else f"{base}/v1"
        self._client = openai.OpenAI(
            base_url=self._url,
            api_key=api_key or "none",
            timeout=timeout,
            max_retries=1,
            http_client=openai.DefaultHttpxClient(trust_env=False, timeout=timeout),
        )
        self.name = model or self._first_model()

    @contextmanager
    def turn(self) -> Iterator[OpenAIServer]:
        """Take a turn; see `LanguageModel`. Nobody waits here."""
        yield self

    def stream(self, prompt: Prompt, max_tokens: int) -> Generator[str, None, None]:
        """Yield the reply piece by piece; see `Turn`."""
        with self._translated():
            reply = self._client.chat.completions.create(
                model=self.name,
                messages=[{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
                max_tokens=max_tokens,
                temperature=0,
                seed=0,
                stream=True,
            )
            with reply:
                for chunk in reply:
                    if chunk.choices and (piece := chunk.choices[0].delta.content):
                        yield piece

    def log_odds(self, prompt: Prompt, first: str, second: str) -> float:
        """Return how much likelier one word is than the other; see `Turn`."""
        with self._translated():
            reply = self._client.chat.completions.create(
                model=self.name,
                messages=[{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
                max_tokens=1,
                temperature=0,
                seed=0,
                logprobs=True,
                top_logprobs=_LIKELIEST,
            )
        told = reply.choices[0].logprobs if reply.choices else None
        if told is None or not told.content:
            raise ModelError(f"The server {self._url} does not tell how likely its words are (logprobs).")
        return odds_between({t.token: t.logprob for t in reversed(told.content[0].top_logprobs)}, first, second)

    def _first_model(self) -> str:
        with self._translated():
            offered = self._client.models.list().data
        if not offered:
            raise ModelError(f"The server {self._url} offers no model. Load one there, or set ASSISTANT_SERVER_MODEL.")
        return offered[0].id

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the client's errors into this package's, once."""
        try:
            yield
        except openai.APITimeoutError as error:
            raise ModelError(f"The server {self._url} did not answer in time. Is it busy, or stuck?") from error
        except openai.APIConnectionError as error:
            raise ModelError(f"The server {self._url} cannot be reached. Is it running, and the URL right?") from error
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise ModelError(f"The server {self._url} refused the key. Set ASSISTANT_API_KEY.") from error
        except openai.BadRequestError as error:
            if "context" in str(error).lower():
                message = f"The question and its evidence are longer than the server's model reads: {error.message}"
                raise QuestionError(message) from error
            raise ModelError(f"The server {self._url} refused the request: {error.message}") from error
        except openai.OpenAIError as error:
            raise ModelError(f"The server {self._url} could not answer: {error}") from error
