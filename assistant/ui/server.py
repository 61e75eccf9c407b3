"""The web server around the page: own files, security headers, and nothing from any other host."""

import base64
import contextlib
import hashlib
import logging
import re
from collections.abc import Callable, Sequence
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.ui.language import preferred_language

LOOK = Path(__file__).parent
_STYLES = ("page", "strategy", "audit", "instruments", "survey", "monitoring", "selection", "settings")
_SCRIPTS = ("unwatched", "connection", "page", "tables")
_LOOK_FILES = {
    **{f"{name}.css": "text/css" for name in _STYLES},
    **{f"{name}.js": "text/javascript" for name in _SCRIPTS},
}
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")

_GRADIO_SCRIPT = '<script type="module"'
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
# Gradio's page describes itself to other sites, with addresses there.
_SOCIAL = re.compile(r'<meta\s[^>]*(?:property="og:|name="twitter:)[^>]*>\s*')


def web_app() -> FastAPI:
    """Return the application with our style sheet and script, ready for the page to be mounted at "/"."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/look/{name}", include_in_schema=False, response_model=None)
    def look(name: str) -> FileResponse:
        known = name if name in _LOOK_FILES else "page.css"
        return FileResponse(LOOK / known, media_type=_LOOK_FILES[known], headers={"Cache-Control": "no-cache"})

    return app


def guarded(app: ASGIApp, host: str) -> ASGIApp:
    """Return the application behind the security headers; on a loopback address other Host names are refused.

    The latter keeps a web site that lets its own name point to 127.0.0.1 from reading the page.
    """
    inner = _Guard(app)
    return TrustedHostMiddleware(inner, allowed_hosts=list(_LOOPBACK)) if host in _LOOPBACK else inner


def run(app: ASGIApp, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve until interrupted. `on_ready` gets the address once connections are accepted."""
    # An open page holds a connection for good, so a stop does not wait for it longer than this (seconds).
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=1)
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, on_ready).run()


def rewritten(page: str, language: str) -> str:
    """Return Gradio's page in this language, with our style sheet and script, without addresses of other hosts."""
    styles = "".join(f'<link rel="stylesheet" href="look/{name}.css">' for name in _STYLES)
    scripts = "".join(f'<script src="look/{name}.js" defer></script>' for name in _SCRIPTS)
    page = _SOCIAL.sub("", page).replace("</head>", f"{styles}</head>", 1)
    before = _GRADIO_SCRIPT if _GRADIO_SCRIPT in page else "</head>"
    page = page.replace(before, f"{scripts}{before}", 1)  # ours run first
    return page.replace('<html\n\tlang="en"', f'<html\n\tlang="{language}"', 1)


def content_security_policy(scripts: Sequence[str]) -> str:
    """Return the policy: everything from this server only, and of inline scripts only these very ones."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: object = None) -> None:
        await super().startup(sockets=None)
        if self.started:
            self._on_ready(f"http://{self.config.host}:{self.config.port}/")

    async def shutdown(self, sockets: object = None) -> None:
        # The connections that open pages hold are cut off now; uvicorn would report each with a traceback.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets=None)


class _Guard:
    """ASGI middleware: security headers on every response; the page itself is rewritten on its way out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "GET" and scope["path"] == "/":
            headers = Headers(scope=scope)
            # Uncompressed, so that it can be rewritten.
            plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            await self._app({**scope, "headers": plain}, receive, _PageSender(send, _language(headers)))
        else:
            await self._app(scope, receive, _with_headers(send))


def _language(headers: Headers) -> str:
    try:
        cookies = {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        cookies = {}
    return preferred_language(cookies, headers.get("accept-language", ""))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            _add_headers(message, content_security_policy(()))
        await send(message)

    return sending


def _add_headers(message: Message, policy: str) -> None:
    headers = MutableHeaders(scope=message)
    headers["Content-Security-Policy"] = policy
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Frame-Options"] = "DENY"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"


class _PageSender:
    """Collects the page, rewrites it, and sends it with the policy for its scripts."""

    def __init__(self, send: Send, language: str) -> None:
        self._send, self._language = send, language
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        page = rewritten(self._body.decode(), self._language)
        body = page.encode()
        _add_headers(self._start, content_security_policy(_INLINE_SCRIPT.findall(page)))
        headers = MutableHeaders(scope=self._start)
        headers["Content-Length"] = str(len(body))
        headers["Cache-Control"] = "no-store"
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})
