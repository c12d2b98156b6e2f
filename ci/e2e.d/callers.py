"""Calls a detector as robots, scripts and people do, and looks at the answers and at what its Loop gets.

    callers.py URL LOOP_URL d7|d10

The detector finds in every image what callers-found.json says, and understands callers from that generation on. Prints
a line for each caller; exit code 1 if anything was not as it should be.
"""
import asyncio
import io
import json
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import httpx
import numpy as np
import requests
import socketio
from PIL import Image

URL, LOOP, GENERATION = sys.argv[1:]
FOUND = json.loads(Path(__file__).with_name('callers-found.json').read_text(encoding='utf-8'))
LISTS = ['box_detections', 'point_detections', 'segmentation_detections', 'classification_detections']
ARRAY = np.random.default_rng(1).integers(0, 255, (48, 64, 3), dtype=np.uint8)


def jpeg():
    buffer = io.BytesIO()
    Image.fromarray(ARRAY).save(buffer, format='JPEG')
    return buffer.getvalue()


JPEG = jpeg()


class Unexpected(Exception):
    """Something that does not hold, in a sentence."""


def expect(what, got, wanted):
    if got != wanted:
        raise Unexpected(f'{what} is {got!r:.300}, not {wanted!r:.300}')


def expect_found(answer, **others):
    """The answer has the detections, and these other members."""
    for name in LISTS:
        expect(name, answer.get(name), FOUND[name])
    for name, wanted in others.items():
        expect(name, answer.get(name), wanted)


def images_from(source, count):
    """The images that the Loop has from a source, as soon as there are so many."""
    for _ in range(100):
        project = requests.get(f'{LOOP}/mockloop/projects/zauberzeug/demo', timeout=10).json()
        images = [image for image in project['images'] if image['source'] == source]
        if len(images) >= count:
            expect(f'the number of images from {source}', len(images), count)
            return images
        time.sleep(0.2)
    raise Unexpected(f'the Loop has {len(images)} images from {source}, not {count}')


# --- Requests --------------------------------------------------------------------------------------------------------


def by_curl():
    source = str(uuid.uuid4())
    with tempfile.NamedTemporaryFile(suffix='.jpg') as file:
        file.write(JPEG)
        file.flush()
        output = subprocess.run(
            ['curl', '--silent', '--show-error', '--fail', '--max-time', '30', '--form', f'file=@{file.name}',
             '--header', 'tags: some_tag,another', '--header', f'source: {source}', '--header', 'autoupload: all',
             '--header', 'camera-id: front', f'{URL}/detect'],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
    expect_found(json.loads(output), tags=['some_tag', 'another'], source=source)
    image, = images_from(source, 1)
    expect('the tags at the Loop', image['tags'], ['some_tag', 'another'])
    expect('the size at the Loop', (image['width'], image['height']), (64, 48))


def by_httpx():
    with httpx.Client(base_url=URL, timeout=30) as client:
        for word in ['stopped', 'continuous_upload']:
            answer = client.put('/outbox_mode', content=word)
            expect('the status', answer.status_code, 200)
            expect('the outbox mode', client.get('/outbox_mode').text, word)
        expect('the operation mode', client.get('/operation_mode').text, 'idle')
        source = str(uuid.uuid4())
        answer = client.post('/upload', params={'source': source, 'upload_priority': True},
                             files=[('files', ('1.jpg', JPEG)), ('files', ('2.jpg', JPEG))])
        expect('the answer to an upload', answer.json(), [200, 'OK'])
        expect('the answer to nothing', client.post('/detect').status_code, 422)
        # A fault ends the connection; the client must not notice.
        expect('the answer to no picture', client.post('/detect', files={'file': b'text'}).status_code, 500)
        expect('the answer behind it', client.get('/about').status_code, 200)
        for image in images_from(source, 2):
            expect('the tags at the Loop', image['tags'], ['picked_by_system'])


def by_requests():
    for headers in [{}, {'mac': '0:0:0:0', 'tags': 'some_tag'}, {'camera_id': 'front', 'tags': 'some_tag'}]:
        answer = requests.post(f'{URL}/detect', files={('file', io.BytesIO(JPEG))}, headers=headers, timeout=30)
        expect('the status', answer.status_code, 200)
        expect_found(answer.json(), tags=[headers['tags']] if 'tags' in headers else [])
    about = requests.get(f'{URL}/about', timeout=30).json()
    for name in ['operation_mode', 'state', 'model_info', 'target_model', 'version_control']:
        expect(f'whether about has {name}', name in about, True)


# --- Socket.IO -------------------------------------------------------------------------------------------------------


class Caller:
    """A client of python-socketio, connected for as long as it is in use."""

    def __init__(self, **options):
        self.options = options
        self.client = socketio.AsyncClient(websocket_extra_options={'max_msg_size': 64 * 1024 * 1024 + 1000})

    async def __aenter__(self):
        await self.client.connect(URL.replace('http', 'ws'), socketio_path='/ws/socket.io', wait_timeout=5, **self.options)
        return self

    async def __aexit__(self, *_):
        await self.client.disconnect()

    async def call(self, event, data=None, timeout=20):
        return await self.client.call(event, data, timeout=timeout)


def as_array(array=ARRAY):
    return {'bytes': array.tobytes(order='C'), 'dtype': str(array.dtype), 'shape': array.shape}


async def by_transport(**options):
    async with Caller(**options) as caller:
        expect_found(await caller.call('detect', {'image': as_array()}), tags=[])
        wanted = options.get('transports', ['websocket'])[-1]
        expect('the transport', caller.client.transport(), wanted)


async def by_arrays():
    """As rosys from 0.31 on."""
    source = str(uuid.uuid4())
    wishes = {'camera_id': 'front', 'tags': ['robot'], 'source': source, 'autoupload': 'all',
              'creation_date': '2026-01-01T12:00:00'}
    async with Caller() as caller:
        answer = await caller.call('detect', {'image': as_array(), **wishes})
        expect_found(answer, tags=['robot'], created='2026-01-01T12:00:00', source=source)
        answer = await caller.call('batch_detect', {'images': [as_array()] * 12, **wishes})
        expect('the number of items', len(answer['items']), 12)
        for item in answer['items']:
            expect_found(item, tags=['robot'])
        metadata = {'source': source, 'tags': ['up'], 'state': 'complete', 'box_detections': FOUND['box_detections'],
                    'box_annotations': [{'category_name': 'purple box', 'x': 1, 'y': 2, 'width': 3, 'height': 4}],
                    'classification_annotation': None}
        expect('the answer', await caller.call('upload', {'image': as_array(), 'metadata': metadata}), {'status': 'OK'})
        metadata['box_detections'] = [{**FOUND['box_detections'][0], 'x': 1.5}]
        answer = await caller.call('upload', {'image': as_array(), 'metadata': metadata})
        expect('whether a wrong box is refused', 'wrong value type for field "box_detections.x"' in answer['error'], True)
    images = images_from(source, 14)
    expect('those with annotations', sum(bool(image['box_annotations']) for image in images), 1)


async def by_jpeg_frames():
    """As rosys from 0.37 on, if it is told to."""
    async with Caller() as caller:
        expect_found(await caller.call('detect', {'image': {'format': 'jpeg', 'bytes': JPEG}}), tags=[])
        answer = await caller.call('detect', {'image': {'format': 'jpeg', 'bytes': b'text'}})
        expect('whether no picture is refused', list(answer), ['error'])


async def by_plain_files():
    """As rosys up to 0.28."""
    source = str(uuid.uuid4())
    async with Caller() as caller:
        answer = await caller.call('detect', {'image': JPEG, 'mac': 'front', 'tags': ['t'], 'source': source,
                                              'autoupload': 'all', 'creation_date': '2026'})
        if GENERATION == 'd10':
            expect('the answer', answer, {'error': 'could not parse image from data'})
            return
        expect_found(answer, tags=['t'], created='2026')
        expect('the answer', await caller.call('upload', {
            'image': JPEG, 'mac': 'front', 'tags': ['up'], 'source': source,
            'detections': {'box_detections': FOUND['box_detections'], 'point_detections': []}}), {'status': 'OK'})
    tags = sorted(image['tags'] for image in images_from(source, 2))
    expect('the tags at the Loop', tags, [['t'], ['up', 'picked_by_system']])


async def by_large_images():
    """Just below and above 64 MiB."""
    async with Caller() as caller:
        large = np.zeros((4000, 5500, 3), dtype=np.uint8)
        expect_found(await caller.call('detect', {'image': as_array(large), 'autoupload': 'disabled'}), tags=[])
        too_large = np.zeros((64 * 1024 + 1, 1024), dtype=np.uint8)
        ended = asyncio.Event()
        caller.client.on('disconnect', lambda *_: ended.set())
        await caller.client.emit('detect', {'image': as_array(too_large)})
        await asyncio.wait_for(ended.wait(), 20)
    async with Caller() as caller:
        expect('the state', (await caller.call('about'))['state'], 'online')


async def by_controls():
    async with Caller() as caller:
        about = await caller.call('about')
        expect('the model', about['model_info']['version'], '1.1')
        expect('the model by info', await caller.call('info'), about['model_info'])
        versions = await caller.call('get_model_version')
        expect('the versions', {**versions, 'local_versions': None}, {
            'current_version': '1.1', 'target_version': '1.1', 'loop_version': '1.1', 'local_versions': None,
            'version_control': 'follow_loop'})
        for mode in ['pause', 'follow_loop']:
            expect('the answer', await caller.call('set_model_version_mode', mode), {'status': 'OK'})
        for mode in ['stopped', 'continuous_upload']:
            expect('the answer', await caller.call('set_outbox_mode', mode), {'status': 'OK'})
            expect('the mode', await caller.call('get_outbox_mode'), {'outbox_mode': mode})
        expect('the answer', await caller.call('set_outbox_mode', 'xx'), {'error': "'xx' is not a valid OutboxMode"})
        try:
            await caller.call('soft_reload', timeout=1)
            raise Unexpected('an unknown event was acknowledged')
        except socketio.exceptions.TimeoutError:
            pass


async def by_many_at_once():
    callers = [Caller() for _ in range(10)]
    async with asyncio.TaskGroup() as group:
        async def work(caller):
            async with caller:
                answers = await asyncio.gather(*(caller.call('detect', {'image': as_array(), 'tags': [str(number)],
                                                                        'autoupload': 'disabled'})
                                                 for number in range(20)))
                expect('the order of answers', [answer['tags'] for answer in answers], [[str(n)] for n in range(20)])
        for caller in callers:
            group.create_task(work(caller))


def main():
    # The model is there within the first cycle, as a rule.
    for _ in range(100):
        if requests.get(f'{URL}/about', timeout=10).json()['model_info']:
            break
        time.sleep(0.1)
    stories = [
        ('curl', by_curl), ('httpx', by_httpx), ('requests', by_requests),
        ('socketio, default transports', by_transport),
        ('socketio, WebSocket', lambda: by_transport(transports=['websocket'])),
        ('socketio, polling', lambda: by_transport(transports=['polling'])),
        ('arrays', by_arrays), ('JPEG frames', by_jpeg_frames), ('plain files', by_plain_files),
        ('large images', by_large_images), ('controls', by_controls), ('200 calls at once', by_many_at_once),
    ]
    failed = 0
    for name, story in stories:
        began = time.monotonic()
        try:
            result = story()
            if asyncio.iscoroutine(result):
                asyncio.run(result)
            print(f'  {GENERATION:4} {name:30} held  {time.monotonic() - began:6.2f} s', flush=True)
        except Exception as error:  # whatever it is, the others are told, too
            failed += 1
            print(f'  {GENERATION:4} {name:30} FAILED: {type(error).__name__}: {error}', flush=True)
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
