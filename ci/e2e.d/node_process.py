"""A node of some version of the Python library, as a process that is started, watched and ended."""
import os
import re
import signal
import socket
import subprocess
import threading
from pathlib import Path
from typing import BinaryIO, List, Optional, Tuple

PROGRAMS = Path(__file__).parent / 'node_programs'
# Between being asked to end and being ended.
ENDING = 15.0

TROUBLE = re.compile(r'\b(ERROR|CRITICAL)\b|Traceback')
# What nodes say about this machine, not about the Loop; and what annotators before 0.6 say to a Loop that only learns from
# that who they are.
HARMLESS = re.compile(r'jpeginfo|NVML|on_handle_user_input\(\) missing 2 required')


def numbers(version: str) -> Tuple[int, ...]:
    return tuple(int(number) for number in version.split('.'))


def program(kind: str, version: str) -> Optional[str]:
    """The name of the program for nodes of that kind: its file says since which version it is the one."""
    programs = {numbers(path.stem.partition('_')[2].replace('_', '.')): path.stem
                for path in PROGRAMS.glob(kind + '_*.py')}
    fitting = [first for first in programs if first <= numbers(version)]
    return programs[max(fitting)] if fitting else None


class NodeProcess:
    """A node with a folder and a port of its own, which can be started more than once."""

    def __init__(self, kind: str, version: str, environment: Path, variables: dict, folder: Path) -> None:
        """
        :param environment: the virtual environment with that version of the library
        :param variables: what it has in its environment: where its Loop is, its project, its id
        :param folder: where its files go, and its log beside them
        """
        name = program(kind, version)
        assert name, f'there is no {kind} of {version}'
        self.folder = folder
        self.log = folder.with_name(folder.name + '.log')
        self.lines: List[str] = []
        self.process: Optional[subprocess.Popen] = None
        # Early versions of uvicorn cannot say which port they chose, so it is chosen here.
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.command = [str(environment / 'bin/python'), '-m', 'uvicorn', '--fd', str(self.socket.fileno()),
                        '--lifespan', 'on', '--no-use-colors', '--no-access-log', name + ':node']
        path = os.environ['PATH']
        if numbers(version) < (0, 8):
            path = f'{PROGRAMS}/early-tools:{path}'
        # Nothing of this machine's own: a stray HOST or PROJECT would decide where the node goes.
        self.variables = {
            'PATH': path, 'HOME': str(folder), 'LANG': 'C.UTF-8', 'TMPDIR': str(folder),
            'PYTHONPATH': str(PROGRAMS), 'PYTHONDONTWRITEBYTECODE': '1', 'PYTHONUNBUFFERED': '1',
            'DATA_FOLDER': str(folder), **variables}

    def start(self) -> None:
        """Starts it; requests to its port wait until it is ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, env=self.variables, pass_fds=[self.socket.fileno()],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()

    def _read(self, output: BinaryIO) -> None:
        with self.log.open('a', encoding='utf-8') as log:
            for line in output:
                text = line.decode('utf-8', 'replace')
                log.write(text)
                log.flush()
                self.lines.append(text.rstrip('\n'))

    def wait_for_end(self, within: float) -> None:
        """Waits until it ends by itself."""
        self.process.wait(within)

    def end(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def troubles(self) -> List[str]:
        """Lines of its log that it would not have written had all gone well."""
        return [line for line in self.lines if TROUBLE.search(line) and not HARMLESS.search(line)]
