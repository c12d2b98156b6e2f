"""Serves what the fixtures serve, with other people's libraries, on a free port of 127.0.0.1 until SIGTERM.

    peer_servers.py socketio-aiohttp|socketio-uvicorn|engineio|websocket --ready-file F [--certificate F --private-key F]

The ready file gets {"url": …} when connections are accepted; with a certificate the server speaks TLS.

Socket.IO: namespaces / and /custom; `auth` with what CONNECT brought after each connect, `message` comes back as
`message-back`, `message-with-ack` is acknowledged with its arguments. Engine.IO and WebSocket: every message comes back.
"""
import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import ssl
from pathlib import Path

from peer_limits import MAX_BYTES

import engineio
import socketio
import uvicorn
import websockets.asyncio.server
import websockets.exceptions
from aiohttp import web

NAMESPACES = ['/', '/custom']
# Short, because a client that leaves by polling waits for its open GET, which the server ends after both of these.
HEARTBEAT = {'ping_interval': 1, 'ping_timeout': 10}


def socketio_server(async_mode):
    # Without handlers in tasks of their own, what is said stays in its order. Clients that say where they come from are
    # taken for strangers behind TLS on uvicorn.
    server = socketio.AsyncServer(
        async_mode=async_mode, async_handlers=False, max_http_buffer_size=MAX_BYTES, cors_allowed_origins='*',
        **HEARTBEAT)
    for namespace in NAMESPACES:
        add_handlers(server, namespace)
    return server


def add_handlers(server, namespace):
    async def greet(sid, auth):
        await server.emit('auth', auth or {}, to=sid, namespace=namespace)

    async def connect(sid, _environ, auth=None):
        # Not from here: the client would get it before it is connected.
        server.start_background_task(greet, sid, auth)

    async def message(sid, *arguments):
        await server.emit('message-back', arguments, to=sid, namespace=namespace)

    async def message_with_ack(_sid, *arguments):
        return arguments

    server.on('connect', connect, namespace=namespace)
    server.on('message', message, namespace=namespace)
    server.on('message-with-ack', message_with_ack, namespace=namespace)


def engineio_server():
    server = engineio.AsyncServer(
        async_mode='aiohttp', async_handlers=False, max_http_buffer_size=MAX_BYTES, cors_allowed_origins='*',
        **HEARTBEAT)

    async def message(sid, data):
        await server.send(sid, data)

    server.on('message', message)
    return server


# --- Listening: each of these returns when `stop` is set, and sets `ready` when it accepts connections -----------------


async def serve_aiohttp(server, listener, tls, ready, stop):
    app = web.Application(client_max_size=MAX_BYTES)
    server.attach(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listener, ssl_context=tls).start()
    ready.set()
    await stop.wait()
    await runner.cleanup()


async def serve_uvicorn(server, listener, arguments, ready, stop):
    config = uvicorn.Config(
        socketio.ASGIApp(server), log_level='warning', lifespan='off', ws_max_size=MAX_BYTES,
        ssl_certfile=arguments.certificate, ssl_keyfile=arguments.private_key, timeout_graceful_shutdown=1)
    process = uvicorn.Server(config)
    serving = asyncio.ensure_future(process.serve(sockets=[listener]))
    while not process.started and not serving.done():
        await asyncio.sleep(0.01)
    ready.set()
    # uvicorn has handlers of its own for the signals.
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
    process.should_exit = True
    await serving


async def serve_websocket(listener, tls, ready, stop):
    async def echo(connection):
        with contextlib.suppress(websockets.exceptions.ConnectionClosed):
            async for message in connection:
                await connection.send(message)

    async with websockets.asyncio.server.serve(echo, sock=listener, ssl=tls, max_size=MAX_BYTES):
        ready.set()
        await stop.wait()


async def main(arguments):
    tls = None
    if arguments.certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(arguments.certificate, arguments.private_key)
    listener = socket.create_server(('127.0.0.1', 0))
    ready, stop = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    serving = asyncio.ensure_future({
        'socketio-aiohttp': lambda: serve_aiohttp(socketio_server('aiohttp'), listener, tls, ready, stop),
        'socketio-uvicorn': lambda: serve_uvicorn(socketio_server('asgi'), listener, arguments, ready, stop),
        'engineio': lambda: serve_aiohttp(engineio_server(), listener, tls, ready, stop),
        'websocket': lambda: serve_websocket(listener, tls, ready, stop),
    }[arguments.kind]())
    beginning = asyncio.ensure_future(ready.wait())
    await asyncio.wait([serving, beginning], return_when=asyncio.FIRST_COMPLETED)
    if ready.is_set():
        scheme = ('ws' if arguments.kind == 'websocket' else 'http') + ('s' if tls else '')
        text = json.dumps({'url': f'{scheme}://127.0.0.1:{listener.getsockname()[1]}', 'pid': os.getpid()})
        unfinished = Path(f'{arguments.ready_file}.part')
        unfinished.write_text(text, encoding='utf-8')
        unfinished.rename(arguments.ready_file)
    await serving


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('kind', choices=['socketio-aiohttp', 'socketio-uvicorn', 'engineio', 'websocket'])
    parser.add_argument('--ready-file', required=True)
    parser.add_argument('--certificate')
    parser.add_argument('--private-key')
    asyncio.run(main(parser.parse_args()))
