"""Calls a detector by the class of rosys that robots call theirs by, in whatever version of rosys is installed.

    callers_rosys.py URL LOOP_URL VERSION

The detector finds in every image what callers-found.json says. Exit code 1 if anything was not as it should be.
"""
import asyncio
import io
import sys
import time
import uuid
from urllib.parse import urlsplit

import httpx
import numpy as np
from PIL import Image as Picture
from rosys.vision import Image
from rosys.vision.detector import Autoupload, DetectorException
from rosys.vision.detector_hardware import DetectorHardware

URL, LOOP, VERSION = sys.argv[1:]
SINCE = tuple(int(part) for part in VERSION.split('.'))
ARRAY = np.random.default_rng(1).integers(0, 255, (48, 64, 3), dtype=np.uint8)


def image():
    """An image as this version of rosys has it."""
    if SINCE >= (0, 31):
        return Image.from_array(ARRAY, camera_id='front', time=time.time())
    from rosys.vision import ImageSize
    buffer = io.BytesIO()
    Picture.fromarray(ARRAY).save(buffer, format='JPEG')
    return Image(camera_id='front', size=ImageSize(width=64, height=48), time=time.time(), data=buffer.getvalue())


def expect(what, got, wanted):
    if got != wanted:
        raise AssertionError(f'{what} is {got!r:.300}, not {wanted!r:.300}')


async def images_from(source, count):
    async with httpx.AsyncClient() as client:
        for _ in range(100):
            project = (await client.get(f'{LOOP}/mockloop/projects/zauberzeug/demo')).json()
            images = [entry for entry in project['images'] if entry['source'] == source]
            if len(images) >= count:
                return images
            await asyncio.sleep(0.2)
    raise AssertionError(f'the Loop has {len(images)} images from {source}, not {count}')


def without_outlines(detector):
    """Lets the class find no outlines in answers: it fails on those of every detector, the library's included."""
    call = detector.sio.call

    async def filtered(event, *args, **kwargs):
        answer = await call(event, *args, **kwargs)
        for item in [answer, *(answer.get('items', []) if isinstance(answer, dict) else [])]:
            if isinstance(item, dict) and 'segmentation_detections' in item:
                expect('an outline', item['segmentation_detections'][0]['shape'], '1,1')
                item['segmentation_detections'] = []
        return answer
    detector.sio.call = filtered


def detectors():
    place = urlsplit(URL)
    options = {'host': place.hostname, 'port': place.port, 'name': 'detector'}
    yield 'as it is', DetectorHardware(**options)
    if SINCE >= (0, 37):
        from rosys.vision.detector import ImageTransmissionFormat
        yield 'JPEG', DetectorHardware(**options, image_transmission_format=ImageTransmissionFormat.JPEG)


async def look_at_images(detector):
    source = str(uuid.uuid4())
    seen = image()
    found = await detector.detect(seen, autoupload=Autoupload.ALL, tags=['robot'], source=source,
                                  creation_date='2026-01-01T12:00:00')
    if found is None:
        raise AssertionError('nothing came back')
    expect('boxes', [(box.category_name, box.x, box.width, box.confidence) for box in found.boxes],
           [('some_category_name', 1, 3, 0.42)])
    expect('points', [(point.x, point.y) for point in found.points], [(10, 12.5)])
    expect('classifications', [each.category_name for each in found.classifications], ['some_category_name_4'])
    if SINCE >= (0, 31):
        batch = await detector.batch_detect([image() for _ in range(3)], autoupload=Autoupload.DISABLED)
        expect('the results of a batch', len(batch), 3)
    await detector.upload(seen, tags=['up'], source=source)
    images = await images_from(source, 2)
    expect('tags at the Loop', sorted(entry['tags'] for entry in images), [['robot'], ['up', 'picked_by_system']])
    for entry in images:
        expect('boxes at the Loop', len(entry['box_detections']), 1)


async def control(detector):
    info = await detector.fetch_detector_info()
    expect('the model', (info.current_version, info.version_control, info.operation_mode), ('1.1', 'follow_loop', 'idle'))
    expect('whether there are categories', bool(info.categories), True)
    for mode in ['pause', '1.1', 'follow_loop']:
        await detector.set_model_version(mode)
    versions = await detector.fetch_model_version_info()
    expect('the target', (versions.target_version, versions.loop_version), ('1.1', '1.1'))
    for mode in ['stopped', 'continuous_upload']:
        await detector.set_outbox_mode(mode)
        expect('the outbox mode', await detector.fetch_outbox_mode(), mode)
    try:
        await detector.set_model_version('9.9')
        raise AssertionError('a version was set that nobody has')
    except DetectorException as error:
        expect('the error', 'No Model with version 9.9' in str(error), True)
    detector.sio_timeout = 1
    try:
        await detector.soft_reload()
        raise AssertionError('soft_reload, which no detector has, was acknowledged')
    except DetectorException as error:
        expect('the error', str(error), 'Communication timeout')


async def main():
    for name, detector in detectors():
        expect('whether it is connected', await detector.connect(), True)
        without_outlines(detector)
        await look_at_images(detector)
        await control(detector)
        await detector.disconnect()
        print(f'  rosys {VERSION} {name:10} held', flush=True)


if __name__ == '__main__':
    asyncio.run(main())
