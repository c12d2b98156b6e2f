"""Sends a model of 100 MB to a Loop and fetches it again with curl, httpx, requests and aiohttp.

    clients.py URL PID FOLDER

URL and PID are those of the Loop, FOLDER takes files that nobody needs afterwards. What comes down must be, member by
member, what went up; the resident memory of the Loop may grow by less than 16 MB, peaks included. Prints a table and
ends with exit code 1 if anything did not hold.
"""
import asyncio
import hashlib
import json
import random
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import aiohttp
import httpx
import requests

MEGABYTE = 1_000_000
WEIGHTS_BYTES = 100 * MEGABYTE
ALLOWED_GROWTH_BYTES = 16 * MEGABYTE
SECONDS = 300  # for one transfer; generous, because a debug build may serve

PROJECT = '/api/zauberzeug/projects/demo'
MODEL_JSON = json.dumps({'categories': [], 'note': 'sent by ci/e2e clients'})


class Unexpected(Exception):
    """Something that does not hold, in a sentence."""


class Memory:
    """Resident memory of a process, as /proc/PID/status has it."""

    def __init__(self, pid):
        self.status = Path(f'/proc/{pid}/status')
        # Lets the peak begin now (Linux, "5" resets VmHWM).
        Path(f'/proc/{pid}/clear_refs').write_text('5', encoding='ascii')
        self.start = self.resident

    def _bytes(self, name):
        return 1024 * int(re.search(rf'^{name}:\s+(\d+) kB$', self.status.read_text(encoding='utf-8'), re.M).group(1))

    @property
    def resident(self):
        return self._bytes('VmRSS')

    @property
    def peak(self):
        return self._bytes('VmHWM')


# --- The clients: each sends one file as the part `files` and fetches one file ------------------------------------------


class Curl:
    """curl, which sends the upload by PUT in chunks, and the one by POST after 100 Continue."""

    name = 'curl'

    def _run(self, *arguments):
        result = subprocess.run(
            ['curl', '--silent', '--show-error', '--http1.1', '--max-time', str(SECONDS), *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if result.returncode:
            raise Unexpected(f'curl ended with {result.returncode}: {result.stderr.strip().splitlines()[-1]}')
        return result

    def send(self, method, url, file):
        wanted = 'Transfer-Encoding: chunked' if method == 'PUT' else 'Expect: 100-continue'
        result = self._run(
            '--verbose', '--request', method, '--header', wanted, '--form', f'files=@{file}',
            '--write-out', '\n%{http_code}', url)
        if f'> {wanted}'.lower() not in result.stderr.lower():
            raise Unexpected(f'curl did not send "{wanted}"')
        if method == 'POST' and '< HTTP/1.1 100' not in result.stderr:
            raise Unexpected('the Loop did not answer "Expect: 100-continue" with 100 Continue')
        body, status = result.stdout.rsplit('\n', 1)
        return int(status), body

    def fetch(self, url, file):
        return int(self._run('--output', str(file), '--write-out', '%{http_code}', url).stdout)

    def connections(self, urls):
        """The number of connections that curl opens for requests one after the other."""
        outputs = [argument for _ in urls for argument in ('--output', '/dev/null')]
        counts = self._run(*outputs, '--write-out', '%{num_connects} %{http_code}\n', *urls).stdout.split('\n')[:-1]
        if any(not count.endswith(' 200') for count in counts):
            raise Unexpected(f'not every request of a kept connection was answered with 200: {counts}')
        return sum(int(count.split()[0]) for count in counts)


class Httpx:
    name = 'httpx'

    def send(self, method, url, file):
        with open(file, 'rb') as content:
            response = httpx.request(method, url, files=[('files', (file.name, content))], timeout=SECONDS)
        return response.status_code, response.text

    def fetch(self, url, file):
        with httpx.stream('GET', url, timeout=SECONDS) as response, open(file, 'wb') as output:
            for run in response.iter_bytes():
                output.write(run)
        return response.status_code


class Requests:
    name = 'requests'

    def send(self, method, url, file):
        with open(file, 'rb') as content:
            response = requests.request(method, url, files=[('files', (file.name, content))], timeout=SECONDS)
        return response.status_code, response.text

    def fetch(self, url, file):
        with requests.get(url, stream=True, timeout=SECONDS) as response, open(file, 'wb') as output:
            for run in response.iter_content(65536):
                output.write(run)
        return response.status_code


class Aiohttp:
    name = 'aiohttp'
    timeout = aiohttp.ClientTimeout(total=SECONDS)

    def send(self, method, url, file):
        async def send():
            with open(file, 'rb') as content:
                form = aiohttp.FormData()
                form.add_field('files', content, filename=file.name)
                async with aiohttp.ClientSession(timeout=self.timeout) as session:
                    async with session.request(method, url, data=form) as response:
                        return response.status, await response.text()
        return asyncio.run(send())

    def fetch(self, url, file):
        async def fetch():
            async with aiohttp.ClientSession(timeout=self.timeout) as session:
                async with session.get(url) as response:
                    with open(file, 'wb') as output:
                        async for run in response.content.iter_chunked(65536):
                            output.write(run)
                    return response.status
        return asyncio.run(fetch())


# --- The story --------------------------------------------------------------------------------------------------------


class Story:

    def __init__(self, url, pid, folder):
        self.project = url + PROJECT
        self.memory = Memory(pid)
        self.folder = folder
        self.weights = folder / 'weights.bin'
        self.weights.write_bytes(random.Random(1).randbytes(WEIGHTS_BYTES))
        self.weights_hash = hash_of(open(self.weights, 'rb'))
        self.archive = folder / 'model.zip'
        with zipfile.ZipFile(self.archive, 'w') as archive:
            archive.write(self.weights, 'weights.bin')
            archive.writestr('model.json', MODEL_JSON)

    def run(self):
        print(f'  {"client":9} {"request":32} {"seconds":>7} {"MB/s":>6} {"resident MB":>11} {"peak MB":>8}')
        connections = Curl().connections([f'{self.project}/models?format=format_a'] * 5)
        if connections != 1:
            raise Unexpected(f'curl needed {connections} connections for 5 requests instead of keeping one alive')
        for client in (Curl(), Httpx(), Requests(), Aiohttp()):
            # The README's way: the archive of a new model. Then the nodes' way: its files in another format.
            created = self.upload(client, 'POST', f'{self.project}/{client.name}_a', self.archive)
            model = f'{self.project}/models/{created["id"]}'
            self.download(client, f'{model}/{client.name}_a/file')
            self.upload(client, 'PUT', f'{model}/{client.name}_b/file', self.weights)
            self.download(client, f'{model}/{client.name}_b/file')
        growth = self.memory.peak - self.memory.start
        print(f'  resident memory of the Loop grew by {growth / MEGABYTE:.1f} MB at its peak, '
              f'from {self.memory.start / MEGABYTE:.1f} MB; {ALLOWED_GROWTH_BYTES // MEGABYTE} MB are allowed')
        if growth >= ALLOWED_GROWTH_BYTES:
            raise Unexpected('the resident memory of the Loop grew too much')

    def upload(self, client, method, url, file):
        begin = time.monotonic()
        status, body = client.send(method, url, file)
        self.report(client, f'{method} {file.name}', begin, file.stat().st_size)
        if status != 200:
            raise Unexpected(f'{client.name}: {method} {url} was answered with {status}: {body[:300]}')
        return json.loads(body)

    def download(self, client, url):
        file = self.folder / 'download.zip'
        begin = time.monotonic()
        status = client.fetch(url, file)
        self.report(client, 'GET ' + '/'.join(url.split('/')[-2:]), begin, file.stat().st_size)
        if status != 200:
            raise Unexpected(f'{client.name}: GET {url} was answered with {status}: {file.read_bytes()[:300]!r}')
        self.check(client, url, file)
        file.unlink()

    def check(self, client, url, file):
        """Every file that went up comes down as it was; the Loop adds a model.json where there was none."""
        with zipfile.ZipFile(file) as archive:
            names = sorted(archive.namelist())
            if names != ['model.json', 'weights.bin']:
                raise Unexpected(f'{client.name}: {url} has the members {names}')
            if hash_of(archive.open('weights.bin')) != self.weights_hash:
                raise Unexpected(f'{client.name}: weights.bin of {url} is not what was sent')
            json.loads(archive.read('model.json'))

    def report(self, client, request, begin, byte_count):
        seconds = time.monotonic() - begin
        print(f'  {client.name:9} {request:32} {seconds:7.2f} {byte_count / MEGABYTE / seconds:6.0f} '
              f'{self.memory.resident / MEGABYTE:11.1f} {self.memory.peak / MEGABYTE:8.1f}', flush=True)


def hash_of(file):
    digest = hashlib.sha256()
    with file:
        while run := file.read(MEGABYTE):
            digest.update(run)
    return digest.digest()


if __name__ == '__main__':
    try:
        Story(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])).run()
    except Unexpected as unexpected:
        sys.exit(f'ci/e2e clients: {unexpected}.')
