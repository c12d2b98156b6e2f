"""Talks to an echo server with other people's client libraries and checks all that comes back.

    peer_clients.py socketio|engineio|websocket [--binary-bytes N] [--tolerant] URL…

Each URL is tried with every library and every way to connect. The server does what `mockloop fixture` does (see
peer_servers.py), and permits messages of 64 MB. For https and wss the environment names the authority, as each library
wants it: SSL_CERT_FILE, REQUESTS_CA_BUNDLE and WEBSOCKET_CLIENT_CA_BUNDLE. Prints a line for each connection and ends
with exit code 1 if anything did not hold.

--tolerant: for python-engineio's servers, whose known faults are passed over: a noop on the WebSocket after the upgrade,
and, in early versions, binary of no bytes that is lost (miguelgrinberg/python-engineio issue 404).
"""
import argparse
import asyncio
import base64
import importlib.metadata
import inspect
import random
import sys
import time
import traceback

import peer_limits

import aiohttp
import engineio
import engineio.payload
import socketio
import websockets

SECONDS = 60  # for whatever is waited for; generous, because a debug build may serve
EVENTS = 1000
BURST = 60
SIZES = [1, 2, 3, 125, 126, 65535, 65536]
WAYS = {'polling': ['polling'], 'websocket': ['websocket'], 'upgrade': ['polling', 'websocket']}
SEPARATOR = '\x1e'


class Unexpected(Exception):
    """Something that does not hold, in a sentence."""


def expect(actual, expected, what):
    if actual != expected:
        raise Unexpected(f'{what}: got {brief(actual)} instead of {brief(expected)}')


def brief(value):
    text = repr(value)
    return text if len(text) <= 200 else f'{text[:150]}… ({len(text)} characters)'


async def within(awaitable, what):
    """What is awaited, or an error that says what did not come."""
    try:
        return await asyncio.wait_for(awaitable, SECONDS)
    except asyncio.TimeoutError:
        raise Unexpected(f'{what} did not come within {SECONDS} seconds') from None


class PayloadSizes:
    """How many packets the libraries put into their polling payloads."""

    def __init__(self):
        self.largest = 0
        sizes, original = self, engineio.payload.Payload.encode

        def encode(payload, *arguments, **options):
            sizes.largest = max(sizes.largest, len(payload.packets))
            return original(payload, *arguments, **options)

        engineio.payload.Payload.encode = encode


payload_sizes = PayloadSizes()


# --- Clients: the same verbs for those with and without asyncio -------------------------------------------------------


class Received:
    """Queues of what came, by what it is; filled from any thread."""

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.queues = {}
        self.end = self.loop.create_future()

    def set_ended(self):
        """Says that nothing comes any more: who waits, waits no longer."""
        self.loop.call_soon_threadsafe(lambda: self.end.done() or self.end.set_result(None))

    def put(self, key, value):
        self.loop.call_soon_threadsafe(self._queue(key).put_nowait, value)

    def _queue(self, key):
        return self.queues.setdefault(key, asyncio.Queue())

    async def take(self, key):
        queue = self._queue(key)
        if queue.empty():
            coming = asyncio.ensure_future(queue.get())
            await asyncio.wait([coming, self.end], timeout=SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if coming.done():
                return coming.result()
            coming.cancel()
            why = 'before the connection ended' if self.end.done() else f'within {SECONDS} seconds'
            raise Unexpected(f'{key} did not come {why}')
        return queue.get_nowait()

    def expect_nothing(self):
        for key, queue in self.queues.items():
            if not queue.empty():
                raise Unexpected(f'{queue.qsize()} more of {key} came than there should be')


def handle_in_order(eio):
    """Makes the library handle packets in their order, where it has a thread for each."""
    original = eio._trigger_event

    def trigger(event, *arguments, run_async=False, **options):
        return original(event, *arguments, run_async=False, **options)

    eio._trigger_event = trigger


class SocketIOClient:
    def __init__(self, is_async):
        self.is_async = is_async
        self.name = 'AsyncClient' if is_async else 'Client'
        make = socketio.AsyncClient if is_async else socketio.Client
        self.client = make(reconnection=False, request_timeout=SECONDS)
        if not is_async:
            handle_in_order(self.client.eio)
        self.received = Received()
        for namespace in ('/', '/custom'):
            for event in ('auth', 'message-back'):
                self.client.on(event, self._handler(namespace, event), namespace=namespace)
            self.client.on('disconnect', lambda *_: self.received.set_ended(), namespace=namespace)
        self.takes_auth = 'auth' in inspect.signature(make.connect).parameters

    def _handler(self, namespace, event):
        return lambda *arguments: self.received.put((namespace, event), arguments)

    async def connect(self, url, transports, auth):
        options = {'auth': auth} if self.takes_auth else {}
        await within(
            self._call(self.client.connect, url, transports=transports, namespaces=['/', '/custom'], **options),
            'the connection')
        for namespace in ('/', '/custom'):
            expect(
                await self.received.take((namespace, 'auth')), (auth if self.takes_auth else {},),
                f'auth in {namespace}')
        # Early versions do not wait for what answers CONNECT.
        for namespace in ('/', '/custom'):
            if namespace not in self.client.namespaces:
                raise Unexpected(f'{namespace} is not connected')

    async def _call(self, function, *arguments, **options):
        if self.is_async:
            return await function(*arguments, **options)
        return await asyncio.get_running_loop().run_in_executor(None, lambda: function(*arguments, **options))

    async def emit(self, event, *arguments, namespace='/', acknowledged_as=None):
        """Queues an event; its acknowledgement is received under the key that is given."""
        callback = None
        if acknowledged_as is not None:
            def callback(*answer):
                self.received.put(acknowledged_as, answer)
        result = self.client.emit(event, arguments, namespace=namespace, callback=callback)
        if self.is_async:
            await result

    async def disconnect(self):
        await within(self._call(self.client.disconnect), 'the end of the connection')

    @property
    def transport(self):
        return self.client.eio.current_transport


class EngineIOClient:
    def __init__(self, is_async):
        self.is_async = is_async
        self.name = 'AsyncClient' if is_async else 'Client'
        self.client = (engineio.AsyncClient if is_async else engineio.Client)(request_timeout=SECONDS)
        if not is_async:
            handle_in_order(self.client)
        self.received = Received()
        self.client.on('message', lambda data: self.received.put('message', data))
        self.client.on('disconnect', lambda *_: self.received.set_ended())

    _call = SocketIOClient._call
    disconnect = SocketIOClient.disconnect

    async def connect(self, url, transports):
        await within(self._call(self.client.connect, url, transports=transports), 'the connection')

    async def send(self, data):
        result = self.client.send(data)
        if self.is_async:
            await result

    @property
    def transport(self):
        return self.client.current_transport


# --- Stories ----------------------------------------------------------------------------------------------------------


def arguments_of(number):
    """Arguments of all the kinds that JSON has, and text beyond ASCII."""
    return number, f'event {number} – ü€😀\u2028', {'n': [number, None, True, 0.5], 'ü': {}}


class Clock:
    """Seconds between the parts of a story, for the line that is printed."""

    def __init__(self):
        self.begin = time.monotonic()
        self.laps = []

    def lap(self, what):
        now = time.monotonic()
        self.laps.append(f'{what} {now - self.begin:.1f} s')
        self.begin = now

    def __str__(self):
        return ', '.join(self.laps)


async def socketio_story(url, is_async, way, binary_bytes):
    client = SocketIOClient(is_async)
    clock = Clock()
    await client.connect(url, WAYS[way], auth={'token': 'ü', 'n': 1})
    try:
        expect(client.transport, 'polling' if way == 'polling' else 'websocket', 'the transport')
        clock.lap('connected')
        await talk(client, way, clock, binary_bytes)
        client.received.expect_nothing()
    finally:
        await client.disconnect()
    return f'{client.name:11}', clock


async def talk(client, way, clock, binary_bytes):
    # Acknowledgements, every third in the other namespace.
    for number in range(EVENTS):
        await client.emit(
            'message-with-ack', *arguments_of(number), namespace='/custom' if number % 3 == 0 else '/',
            acknowledged_as=('ack', number))
    for number in range(EVENTS):
        expect(await client.received.take(('ack', number)), arguments_of(number), f'acknowledgement {number}')
    clock.lap(f'{EVENTS} acknowledged')

    # Events from the server.
    for number in range(EVENTS):
        await client.emit('message', *arguments_of(number))
    for number in range(EVENTS):
        expect(await client.received.take(('/', 'message-back')), arguments_of(number), f'event {number}')
    clock.lap(f'{EVENTS} back')

    # Small and large attachments, several of them, in both directions.
    for size in SIZES:
        data = random.Random(size).randbytes(size)
        await client.emit('message', data, {'deep': [size, data]}, namespace='/custom')
        expect(
            await client.received.take(('/custom', 'message-back')), (data, {'deep': [size, data]}), f'{size} bytes')
        await client.emit('message-with-ack', data, acknowledged_as='binary')
        expect(await client.received.take('binary'), (data,), f'{size} bytes acknowledged')
    data = random.Random(1).randbytes(binary_bytes)
    await client.emit('message', data)
    expect(await client.received.take(('/', 'message-back')), (data,), f'{binary_bytes} bytes')
    clock.lap(f'{binary_bytes / 1e6:g} MB')

    # As many events in one go as no payload of python-engineio's own would have.
    payload_sizes.largest = 0
    for number in range(BURST):
        await client.emit('message', number)
    for number in range(BURST):
        expect(await client.received.take(('/', 'message-back')), (number,), f'event {number} of the burst')
    if way == 'polling' and client.is_async:
        # A pong may be among them.
        expect(payload_sizes.largest >= BURST, True, f'the burst in one payload, {payload_sizes.largest} packets')
    clock.lap(f'burst of {BURST}')


async def engineio_story(url, is_async, way, binary_bytes):
    client = EngineIOClient(is_async)
    clock = Clock()
    await client.connect(url, WAYS[way])
    try:
        expect(client.transport, 'polling' if way == 'polling' else 'websocket', 'the transport')
        clock.lap('connected')
        for number in range(EVENTS):
            await client.send(f'message {number} – ü😀\u2028')
        for number in range(EVENTS):
            expect(await client.received.take('message'), f'message {number} – ü😀\u2028', f'message {number}')
        clock.lap(f'{EVENTS} back')
        for size in SIZES + [binary_bytes]:
            data = random.Random(size).randbytes(size)
            await client.send(data)
            expect(await client.received.take('message'), data, f'{size} bytes')
        clock.lap(f'{binary_bytes / 1e6:g} MB')
        client.received.expect_nothing()
    finally:
        await client.disconnect()
    return f'{client.name:11}', clock


class Upgrade:
    """An upgrade by hand in the middle of traffic: nothing may be lost, doubled or brought out of order."""

    BEFORE, AFTER = 30, 30

    def __init__(self, session, url, is_tolerant):
        self.session = session
        self.address = f'{url}/engine.io/?EIO=4'
        self.is_tolerant = is_tolerant
        self.sent = 0
        self.texts = []
        self.is_paused = False

    async def run(self):
        async with self.session.get(f'{self.address}&transport=polling') as response:
            handshake = await response.json(content_type=None, loads=lambda text: engineio.packet.Packet(
                encoded_packet=text).data)
        self.address += f'&sid={handshake["sid"]}'
        polling = asyncio.ensure_future(self.poll())
        posting = asyncio.ensure_future(self.post_until_paused())
        while self.sent < self.BEFORE / 3:
            await asyncio.sleep(0)
        async with self.session.ws_connect(
                self.address.replace('http', 'ws', 1) + '&transport=websocket') as candidate:
            await candidate.send_str('2probe')
            expect((await within(candidate.receive(), 'the answer to the probe')).data, '3probe', 'the probe')
            while self.sent < self.BEFORE:
                await asyncio.sleep(0)
            self.is_paused = True
            await within(posting, 'the answer to the last POST')
            await within(polling, 'the end of the last GET')
            await candidate.send_str('5')
            for _ in range(self.AFTER):
                await candidate.send_str(self.next_message())
            await within(self.receive(candidate), 'the messages after the upgrade')
        expect(self.texts, [f'm{number}' for number in range(self.sent)], 'messages around the upgrade')

    def next_message(self):
        self.sent += 1
        return f'4m{self.sent - 1}'

    async def post(self, payload):
        async with self.session.post(f'{self.address}&transport=polling', data=payload) as response:
            expect((response.status, (await response.text()).lower()), (200, 'ok'), 'the answer to a POST')

    async def post_until_paused(self):
        while not self.is_paused:
            await self.post(SEPARATOR.join([self.next_message(), self.next_message()]))

    async def poll(self):
        # A client pauses when the GET that is open has ended, not before.
        while not self.is_paused:
            async with self.session.get(f'{self.address}&transport=polling') as response:
                expect(response.status, 200, 'the status of a GET')
                for packet in (await response.text()).split(SEPARATOR):
                    self.take(packet, is_upgraded=False)

    async def receive(self, socket):
        while len(self.texts) < self.sent:
            message = await socket.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise Unexpected(f'{message.type} came after the upgrade, {len(self.texts)} of {self.sent} messages did')
            if message.data == '2':
                await socket.send_str('3')
            self.take(message.data, is_upgraded=True)

    def take(self, packet, is_upgraded):
        if packet.startswith('4'):
            self.texts.append(packet[1:])
        elif packet not in ('2', '6') or (packet == '6' and is_upgraded and not self.is_tolerant):
            raise Unexpected(f'the packet {brief(packet)} came {"after" if is_upgraded else "before"} the upgrade')


async def upgrade_story(url, is_tolerant):
    clock = Clock()
    async with aiohttp.ClientSession() as session:
        for _ in range(20):
            await Upgrade(session, url, is_tolerant).run()
    clock.lap('20 upgrades in the middle of traffic')
    return f'{"by hand":11}', clock


async def empty_messages_story(url):
    """Messages of nothing, which these libraries do not all send."""
    clock = Clock()
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(
                url.replace('http', 'ws', 1) + '/engine.io/?EIO=4&transport=websocket') as socket:
            await within(socket.receive(), 'the open packet')
            await socket.send_bytes(b'')
            await socket.send_str('4')
            expect((await within(socket.receive(), 'no bytes')).data, b'', 'binary of no bytes')
            expect((await within(socket.receive(), 'no text')).data, '4', 'text of no characters')
    clock.lap('empty messages')
    return f'{"by hand":11}', clock


MESSAGES = ['', 'text', 'ü€😀\u2028', *(bytes(size % 251 for _ in range(size)) for size in [0] + SIZES)]


async def aiohttp_story(url, binary_bytes):
    clock = Clock()
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            messages = [*MESSAGES, *(str(number) for number in range(EVENTS)), random.Random(1).randbytes(binary_bytes)]
            sending = asyncio.ensure_future(send_all(messages, socket.send_str, socket.send_bytes))
            for message in messages:
                expect((await within(socket.receive(), brief(message))).data, message, 'a message')
            await sending
            clock.lap(f'{len(messages)} messages, {binary_bytes / 1e6:g} MB')
            await socket.close(code=4001, message=b'enough')
            expect(socket.close_code, 4001, 'the close code')
    clock.lap('closed')
    return 'aiohttp', clock


async def send_all(messages, send_text, send_bytes):
    for message in messages:
        await (send_text(message) if isinstance(message, str) else send_bytes(message))


async def websockets_story(url, binary_bytes):
    clock = Clock()
    async with websockets.connect(url, max_size=peer_limits.MAX_BYTES) as socket:
        for message in [*MESSAGES, random.Random(1).randbytes(binary_bytes)]:
            await socket.send(message)
            expect(await within(socket.recv(), brief(message)), message, 'a message')
        clock.lap(f'{binary_bytes / 1e6:g} MB')
        # Fragments that cut characters are put together again; a ping between messages is answered.
        text = 'ü€😀' * 1000
        encoded = text.encode()
        await socket.send((encoded[start:start + 7] for start in range(0, len(encoded), 7)), text=True)
        expect(await within(socket.recv(), 'the text in fragments'), text, 'text in fragments')
        await within(await socket.ping(b'still there?'), 'the pong')
        clock.lap('fragments and ping')
        await socket.close(4001, 'enough')
        # The answer repeats the code; whether it repeats the reason is left open (RFC 6455, section 5.5.1).
        expect(socket.close_code, 4001, 'how it closed')
    clock.lap('closed')
    return 'websockets', clock


# --- All of them ------------------------------------------------------------------------------------------------------


def stories(arguments, url):
    """The stories for a URL, each with what to call it."""
    binary_bytes = arguments.binary_bytes
    if arguments.kind == 'websocket':
        yield 'websocket', aiohttp_story(url, binary_bytes)
        yield 'websocket', websockets_story(url, binary_bytes)
        return
    story = socketio_story if arguments.kind == 'socketio' else engineio_story
    for is_async in (True, False):
        for way in WAYS:
            yield way, story(url, is_async, way, binary_bytes)
    if arguments.kind == 'engineio':
        yield 'upgrade', upgrade_story(url, arguments.tolerant)
        if not arguments.tolerant:
            yield 'websocket', empty_messages_story(url)


async def main(arguments):
    versions = ', '.join(
        f'{name} {importlib.metadata.version(name)}' for name in ('python-socketio', 'python-engineio', 'aiohttp'))
    print(f'  {versions}', flush=True)
    failures = 0
    for url in arguments.urls:
        for way, story in stories(arguments, url):
            try:
                name, clock = await story
                print(f'  {url.split(":")[0]:5} {way:9} {name} {clock}', flush=True)
            except Exception as error:  # whatever a library throws is a failure of that story
                failures += 1
                if not isinstance(error, Unexpected):
                    traceback.print_exc()
                print(f'  {url.split(":")[0]:5} {way:9} {arguments.kind}: {type(error).__name__}: {error}', flush=True)
    return failures


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('kind', choices=['socketio', 'engineio', 'websocket'])
    parser.add_argument('--binary-bytes', type=int, default=20_000_000)
    parser.add_argument('--tolerant', action='store_true')
    parser.add_argument('urls', nargs='+', metavar='URL')
    count = asyncio.run(main(parser.parse_args()))
    if count:
        sys.exit(f'{count} of the connections did not do what they should.')
