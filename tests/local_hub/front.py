"""The door of the server: logs each request, holds it up, limits it, and makes the trouble that a test has ordered.

It stands before the framework, because half an answer or none is nothing that a framework lets you send.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.local_hub.errors import HubError
from tests.local_hub.faults import Fault, too_many_requests
from tests.local_hub.hub import Hub

ADMIN = "/_local/"
_REF = re.compile(r"(/refs)/(pr|convert)/([^/]+)")


class Connections:
    """The open connections by the client's address, so that one can be cut in the middle of an answer."""

    def __init__(self) -> None:
        self._transports: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[asyncio.Protocol]:
        """The server's HTTP protocol, which also tells this register about its connections."""
        transports = self._transports

        class Protocol(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                # Head and body are two writes; without this the second waits 40 ms for the client to confirm the first.
                transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                transports[transport.get_extra_info("peername")[:2]] = transport
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client is not None:
                    transports.pop(self.client, None)
                super().connection_lost(exc)

        return Protocol

    def cut(self, scope: Scope) -> None:
        """Send what is waiting, then close the connection that a request came in on."""
        if transport := self._transports.get(tuple(scope["client"])):
            transport.close()

    def cut_all(self) -> None:
        """Close every connection at once."""
        for transport in list(self._transports.values()):
            transport.abort()


class FrontDoor:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, hub: Hub, connections: Connections) -> None:
        self._app = app
        self._hub = hub
        self._connections = connections
        self.closing = asyncio.Event()
        """Set when the server stops: requests that hang until then give up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        sent_path = scope["raw_path"].decode("ascii")
        scope["path"] = route_path(sent_path)
        if sent_path.startswith(ADMIN):
            return await self._app(scope, receive, send)

        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        method = scope["method"]
        entry = self._hub.log.add(method, sent_path, scope["query_string"].decode("latin-1"), headers)

        async def logged(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            await send(message)

        passes, limit_headers = self._hub.limiter.count(sent_path)
        if not passes:
            return await _answer(receive, logged, replace(too_many_requests(), headers=limit_headers))
        seconds, fault = self._hub.faults.strike(method, sent_path)
        if seconds:
            await self._wait(seconds)
        if fault:
            return await self._make_trouble(fault, scope, receive, logged)
        await self._app(scope, receive, _with_headers(logged, limit_headers))

    async def _make_trouble(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        match fault.kind:
            case "status":
                await _answer(receive, send, fault)
            case "garble":
                await _drain(receive)
                await _respond(send, 200, {"Content-Type": "application/json; charset=utf-8"}, b'{"id": "half a')
            case "hang":
                await _drain(receive)
                await self._wait_for_the_end(receive)
            case "drop":
                await _drain(receive)
                self._connections.cut(scope)
                await self._wait_for_the_end(receive)
            case "drop_after":
                await self._app(scope, receive, _nowhere)
                self._connections.cut(scope)
                await self._wait_for_the_end(receive)
            case "truncate":
                await self._app(scope, receive, _half(send))
                self._connections.cut(scope)
                await self._wait_for_the_end(receive)

    async def _wait(self, seconds: float) -> None:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)

    async def _wait_for_the_end(self, receive: Receive) -> None:
        """Wait until the connection is gone; an answer that never comes must not be replaced by an error page."""
        gone = asyncio.ensure_future(_disconnected(receive))
        closing = asyncio.ensure_future(self.closing.wait())
        await asyncio.wait([gone, closing], return_when=asyncio.FIRST_COMPLETED)
        for task in (gone, closing):
            task.cancel()


def route_path(sent: str) -> str:
    """Decode a path for the routes, with every revision as one segment: the slashes inside stay `%2F`."""
    return unquote(re.sub("%2f", "%252F", _REF.sub(r"\1%2F\2%2F\3", sent), flags=re.IGNORECASE))


async def _answer(receive: Receive, send: Send, fault: Fault) -> None:
    await _drain(receive)
    error = HubError(fault.status, fault.message)
    headers = {"Content-Type": "application/json; charset=utf-8", "X-Error-Message": error.message, **fault.headers}
    await _respond(send, fault.status, headers, json.dumps({"error": error.message}).encode())


async def _respond(send: Send, status: int, headers: Mapping[str, str], body: bytes) -> None:
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    raw.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": HTTPStatus(status), "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def _drain(receive: Receive) -> None:
    """Read the whole request first, so that the client has sent it before it hears the answer."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _nowhere(message: Message) -> None:
    """Swallow an answer."""


def _half(send: Send) -> Send:
    """Pass on the head of an answer and the first half of its body."""

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
        elif body := message.get("body", b""):
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})

    return sender


def _with_headers(send: Send, headers: Mapping[str, str]) -> Send:
    if not headers:
        return send
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *raw]
        await send(message)

    return sender
