"""Tells the stories of nodes of many versions of the Python library to one running Loop.

    nodes.py READY_FILE ENVIRONMENTS SCRATCH --versions VERSION… --kinds KIND…

READY_FILE is what `mockloop serve` wrote, ENVIRONMENTS has a virtual environment library-VERSION for each version, and
SCRATCH takes the nodes' files and logs. Stories of a kind are told one after another, those of different kinds at the
same time. Exit code 1 when a story did not come out as it should; then its part of the journal is shown, and its log.
"""
import argparse
import json
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import List

from loop_control import LoopControl, NothingCame, Refused
from node_process import numbers
from node_stories import OBJECTS_SINCE, STORIES, Tale, Unexpected, both_spellings, expect, is_told, trainer

# How much of a node's log is shown, and of a value in the journal.
LOG_LINES, WIDTH = 40, 220


class Narrator:
    """Tells stories, one or several at a time, and says how each came out."""

    def __init__(self, ready: dict, environments: Path, scratch: Path) -> None:
        self.ready = ready
        self.loop = LoopControl(ready['url'], ready['control_url'])
        self.environments, self.scratch = environments, scratch
        self.tales: List[Tale] = []
        self.failed: List[str] = []
        self.printing = threading.Lock()

    def surroundings(self, version: str) -> dict:
        """What a node of that version has to know of its Loop."""
        account = {'USERNAME': self.ready['username'], 'PASSWORD': self.ready['password']}
        if numbers(version) < (0, 2):
            url = self.ready['url']
            variables = {**account, 'SERVER_BASE_URL': url, 'WEBSOCKET_BASE_URL': 'ws' + url[len('http'):]}
        elif numbers(version) < (0, 7, 53):  # https for every host but one that is called backend
            authority = self.ready['ca_certificate']
            variables = {**both_spellings(HOST=address(self.ready['tls_url']), **account),
                         'SSL_CERT_FILE': authority, 'REQUESTS_CA_BUNDLE': authority}
        else:
            variables = both_spellings(HOST=address(self.ready['url']), **account)
        return {'environment': self.environments / f'library-{version}', 'variables': variables}

    def tell_all(self, kind: str, versions: List[str]) -> None:
        for version in versions:
            self.tell(kind, version)

    def tell(self, kind: str, version: str, title: str = '') -> None:
        """Tells a story and says how it came out."""
        began = time.monotonic()
        tale = Tale(self.loop, self.surroundings(version), kind, version, self.scratch)
        self.tales.append(tale)
        problem = ''
        try:
            STORIES[kind](tale)
            check_content(tale)
        except (Unexpected, NothingCame, Refused) as error:
            problem = str(error)
        except Exception:
            problem = traceback.format_exc()
        self.conclude(tale, title or tale.title, time.monotonic() - began, problem)

    def conclude(self, tale: Tale, title: str, seconds: float, problem: str) -> None:
        with self.printing:
            print(f'  {title:<40} {"failed" if problem else "held":<6} {seconds:5.1f} s', flush=True)
            if problem:
                self.failed.append(title)
                self.show(tale, problem)
        tale.node.end()

    def show(self, tale: Tale, problem: str) -> None:
        print(f'\n{problem}\n\nWhat the Loop saw:')
        for entry in self.loop.journal(tale.beginning):
            if tale.node_id == entry.get('node') or tale.project in entry.get('target', ''):
                print('  ' + described(entry))
        print(f'\nThe end of the log of the node, {tale.node.log}:')
        lines = tale.node.log.read_text(encoding='utf-8').splitlines() if tale.node.log.exists() else []
        for line in lines[-LOG_LINES:]:
            print('  ' + line[:WIDTH])
        print(flush=True)

    def tell_contradiction(self, versions: List[str]) -> None:
        """Two trainers that want to be answered in different ways train at the same time."""
        if not versions:
            return
        chosen = min(versions, key=numbers), max(versions, key=numbers)
        if not numbers(chosen[0]) < OBJECTS_SINCE <= numbers(chosen[1]):
            return
        titles = [f'trainer {version} beside {other}' for version, other in zip(chosen, reversed(chosen))]
        with ThreadPoolExecutor() as both:
            list(both.map(self.tell, ['trainer'] * len(chosen), chosen, titles))

    def end(self) -> None:
        for tale in self.tales:
            tale.node.end()


def check_content(tale: Tale) -> None:
    """The node never lost the Loop, and has nothing to complain about."""
    lost = tale.happened(kind='disconnected')
    # Detectors before 0.8 end to load a model.
    expect(len(lost) <= (1 if tale.kind == 'detector' and not tale.since('0.8') else 0), 'the node left the Loop', lost)
    if is_connected_with_id(tale):
        node = tale.loop.get(f'/nodes/{tale.node_id}')
        expect((node['kind'], node['name'], node['connected']) == (tale.kind, tale.title, True),
               'the Loop takes the node for another one', node)
    troubles = tale.node.troubles()
    expect(not troubles, 'the log of the node has complaints:\n    ' + '\n    '.join(troubles))


def is_connected_with_id(tale: Tale) -> bool:
    """Converters never say who they are, and detectors since 0.16 come and go."""
    return tale.kind != 'converter' and not (tale.kind == 'detector' and tale.since('0.16'))


def described(entry: dict) -> str:
    """An entry of the journal as a line."""
    kind = entry['kind']
    if kind == 'exchange':
        what = f'{entry["method"]} {entry["target"]} -> {entry["status"]}'
        if entry['status'] != 200:
            what += ' ' + entry['response']['body'].get('text', '')
    elif kind in ('event', 'acknowledgement'):
        arrow = '<' if entry['direction'] == 'in' else '>'
        what = f'{arrow} {entry["event"]}{" acknowledged" if kind == "acknowledgement" else ""} ' \
            + ', '.join(json.dumps(argument, ensure_ascii=False) for argument in entry['arguments'])
    else:
        what = f'{kind} {entry.get("reason") or ""}'
    return f'{entry["seconds"]:8.3f} {what}'[:WIDTH]


def address(url: str) -> str:
    return 'localhost:' + url.rstrip('/').rpartition(':')[2]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument('ready_file', type=Path)
    parser.add_argument('environments', type=Path)
    parser.add_argument('scratch', type=Path)
    parser.add_argument('--versions', nargs='+', required=True)
    parser.add_argument('--kinds', nargs='+', choices=STORIES, required=True)
    arguments = parser.parse_args()

    narrator = Narrator(json.loads(arguments.ready_file.read_text()), arguments.environments.absolute(),
                        arguments.scratch.absolute())
    told = {kind: [version for version in arguments.versions if is_told(kind, version)] for kind in arguments.kinds}
    try:
        with ThreadPoolExecutor() as lanes:
            list(lanes.map(narrator.tell_all, told, told.values()))
        narrator.tell_contradiction(told.get(trainer.__name__, []))
    finally:
        narrator.end()
    if narrator.failed:
        print('These stories did not come out as they should: ' + ', '.join(narrator.failed), file=sys.stderr)
    return 1 if narrator.failed else 0


if __name__ == '__main__':
    sys.exit(main())
