"""Takes limits of python-engineio and its surroundings out of the way, so that they are not blamed on its peer.

Both programs of ci/e2e peers import this before anything else of engineio or socketio. What is changed:

* engineio reads at most 16 packets of a payload (miguelgrinberg/python-engineio issue 142).
* On aiohttp it takes what one read of a POST's body gives for the whole body (aio-libs/aiohttp issue 3926).
* aiohttp refuses WebSocket messages above 4 MB, and early versions of engineio cannot tell it otherwise.
* Python's ssl takes a connection for ended now and then when one thread reads it while another writes, as clients with
  threads do: a fourth of 40 connections to python-engineio's own server over TLS, none without.
* Early versions hand coroutines to asyncio.wait, which Python 3.11 forbids.
"""
import asyncio
import select
import ssl
import threading

import aiohttp
import aiohttp.web
import engineio.payload
from engineio.async_drivers import aiohttp as aiohttp_driver

# Above the 20 MB of the largest message, which polling makes a third longer.
MAX_BYTES = 64_000_000

engineio.payload.Payload.max_decode_packets = 1_000_000


class WholeBody:
    """A body whose read gives all the bytes that it is asked for."""

    def __init__(self, stream):
        self.stream = stream

    async def read(self, length):
        return await self.stream.readexactly(length)


def _translate_request(request, original=aiohttp_driver.translate_request):
    environ = original(request)
    environ['wsgi.input'] = WholeBody(environ['wsgi.input'])
    return environ


aiohttp_driver._async['translate_request'] = _translate_request


aiohttp_driver.WebSocketResponse = lambda **options: aiohttp.web.WebSocketResponse(
    **{'max_msg_size': MAX_BYTES, **options})


def _ws_connect(session, url, original=aiohttp.ClientSession.ws_connect, **options):
    return original(session, url, **{'max_msg_size': MAX_BYTES, **options})


aiohttp.ClientSession.ws_connect = _ws_connect


def _lock(socket):
    return socket.__dict__.setdefault('lock_of_peer_limits', threading.Lock())


def _recv(socket, *arguments, original=ssl.SSLSocket.recv):
    # Waits outside the lock, so that others can write meanwhile.
    while True:
        with _lock(socket):
            if socket.pending() or select.select([socket], [], [], 0)[0]:
                return original(socket, *arguments)
        if not select.select([socket], [], [], socket.gettimeout())[0]:
            raise TimeoutError('nothing came')


def _send(socket, *arguments, original=ssl.SSLSocket.send):
    with _lock(socket):
        return original(socket, *arguments)


ssl.SSLSocket.recv, ssl.SSLSocket.send = _recv, _send


def _wait(awaitables, original=asyncio.wait, **options):
    return original([asyncio.ensure_future(awaitable) for awaitable in awaitables], **options)


asyncio.wait = _wait
