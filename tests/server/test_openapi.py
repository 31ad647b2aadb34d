from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks

from tests.server.conftest import Running

Run = Callable[..., Running]
EXAMPLES = int(os.environ.get("ASSISTANT_SCHEMATHESIS_EXAMPLES", "12"))
HELD = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)


def test_no_request_that_the_document_allows_or_not_ends_in_a_5xx(run: Run) -> None:
    server = run()
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    schema.config.generation.update(modes=list(schemathesis.GenerationMode))
    operations: list[Any] = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]  # each is Ok
    assert len(operations) >= 14
    for operation in operations:
        tried = 0

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def holds(case: Any) -> None:
            nonlocal tried
            tried += 1
            case.call_and_validate(base_url=server.url, checks=HELD, timeout=20)

        holds()
        assert tried


def test_every_address_is_explained_and_every_error_has_the_one_shape(run: Run) -> None:
    with run().client() as client:
        document = client.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            assert told["description"], (method, path)
            for status, response in told["responses"].items():
                if int(status) >= 400:
                    reference = response["content"]["application/json"]["schema"]["$ref"]
                    assert reference.endswith("/ErrorShape"), (method, path, status)


def test_the_page_of_the_api_asks_no_other_host(run: Run) -> None:
    with run().client() as client:
        page = client.get("/docs")
        for name in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"):
            assert f"/docs/{name}" in page.text
            assert client.get(f"/docs/{name}").status_code == 200
    assert "https://" not in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/docs/../../etc/passwd", "/docs/core.py", "/docs/%2e%2e%2fcore.py"])
def test_the_page_serves_its_own_files_alone(run: Run, path: str) -> None:
    with run().client() as client:
        assert client.get(path).status_code == 404
