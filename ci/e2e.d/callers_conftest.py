"""In the place of the library's own fixtures: its tests of callers get the detector of `mockloop node`.

MOCKLOOP is the program, CALLERS the generation of callers, DETECTIONS a file with what is found.
"""
import json
import os
import shutil
import subprocess
import tempfile
import time
from glob import glob
from types import SimpleNamespace

import pytest
import socketio

from ...globals import GLOBALS
from .testing_detector import TestingDetectorLogic

# The only one that does not call a detector but looks into the library's own object.
NOT_BY_WIRE = ['test_detector_path']


def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if item.originalname not in NOT_BY_WIRE]


def get_outbox_files(outbox):
    return [file for file in glob(f'{outbox.path}/**/*', recursive=True) if os.path.isfile(file)]


@pytest.fixture()
def test_detector_node():
    folder = tempfile.mkdtemp(prefix='detector-')
    # A model is in use already, as the library's own fixture has it.
    os.makedirs(f'{folder}/data/models/0.0')
    with open(f'{folder}/data/models/0.0/model.json', 'w', encoding='utf-8') as file:
        json.dump({'id': 'test', 'host': '', 'organization': 'zauberzeug', 'project': 'demo', 'version': '0.0'}, file)
    os.symlink(f'{folder}/data/models/0.0', f'{folder}/data/current_model')
    ready = f'{folder}/ready.json'
    process = subprocess.Popen(  # pylint: disable=consider-using-with
        [os.environ['MOCKLOOP'], 'node', 'detector', '--host', '127.0.0.1', '--port', str(GLOBALS.detector_port),
         '--callers', os.environ['CALLERS'], '--detections', os.environ['DETECTIONS'], '--ready-file', ready],
        env={**os.environ, 'DATA_FOLDER': f'{folder}/data'}, stdin=subprocess.DEVNULL)
    for _ in range(200):
        if os.path.exists(ready):
            break
        assert process.poll() is None, 'the detector has ended'
        time.sleep(0.05)
    # Up to 0.18 a test that calls a detector looks at the type of its logic, too.
    yield SimpleNamespace(outbox=SimpleNamespace(path=f'{folder}/data/outbox'),
                          detector_logic=object.__new__(TestingDetectorLogic))
    process.terminate()
    assert process.wait(timeout=40) == 0
    shutil.rmtree(folder)


@pytest.fixture()
async def sio_client():
    client = socketio.AsyncClient()
    await client.connect(f'ws://localhost:{GLOBALS.detector_port}', socketio_path='/ws/socket.io')
    yield client
    await client.disconnect()
