"""`/healthz`, `/readyz`, `/metrics` and the API page `/docs`."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import FileResponse, Response

from assistant.api.responses import StateShape
from assistant.server.failures import failure
from assistant.server.routes.binding import json_response
from assistant.server.service import Service

DOCS_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; frame-ancestors 'none'"
)
_ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon.png": "image/png"}


def state_routes(service: Service) -> APIRouter:
    """Return the routes that report the server's state."""
    routes = APIRouter(tags=["State"])

    @routes.get("/healthz", response_model=StateShape)
    async def healthz() -> dict[str, str]:
        """Report that the process is alive."""
        return {"status": "ok"}

    @routes.get("/readyz", response_model=StateShape)
    async def readyz() -> Response:
        """Report whether the server can answer questions: the models are loaded and the index is readable."""
        if service.not_ready:
            return failure(503, service.not_ready, code="not_ready", headers={"Retry-After": "2"})
        await service.ready()
        return json_response(b'{"status":"ok"}')

    @routes.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    async def metrics() -> Response:
        """Return metrics for Prometheus: questions, seconds per stage, refusals, queue, index generation, memory."""
        return Response(
            await service.look_at_state(service.assistant.metrics.text), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    return routes


def add_docs(app: FastAPI) -> None:
    """Add the API page, with its scripts served from here."""
    folder = files("fastapi_offline").joinpath("static")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        page = get_swagger_ui_html(
            openapi_url="/openapi.json",
            title=app.title,
            swagger_js_url="/docs/swagger-ui-bundle.js",
            swagger_css_url="/docs/swagger-ui.css",
            swagger_favicon_url="/docs/favicon.png",
            swagger_ui_parameters={"validatorUrl": None, "tryItOutEnabled": True},
        )
        page.headers["Content-Security-Policy"] = DOCS_POLICY
        return page

    @app.get("/docs/{name}", include_in_schema=False)
    async def asset(name: str) -> Response:
        if name not in _ASSETS:
            return Response(status_code=404)
        return FileResponse(str(folder.joinpath(name)), media_type=_ASSETS[name])
