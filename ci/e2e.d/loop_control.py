"""The control interface of a running `mockloop serve`, for those who test with it. Needs nothing but Python 3.9."""
import json
from typing import Any, Iterator, Optional
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

# What a request may take that waits for nothing.
PATIENCE = 30.0
# How much longer than the Loop itself one waits for its answer.
GRACE = 10.0


class Refused(Exception):
    """The Loop answered, but not that all is well."""

    def __init__(self, what: str, status: int, detail: str) -> None:
        super().__init__(f'{what}: {status} {detail}')
        self.status = status


class NothingCame(Exception):
    """What one waited for did not come in time."""


class LoopControl:

    def __init__(self, url: str, control_url: str) -> None:
        """`url` is where nodes find the Loop, `control_url` where its control interface is, as its ready file says."""
        self.url = url.rstrip('/')
        self.control_url = control_url.rstrip('/')
        self.open = build_opener(ProxyHandler({})).open

    def get(self, path: str, **query: Any) -> Any:
        chosen = {name: value for name, value in query.items() if value is not None}
        return self.request('GET', path + ('?' + urlencode(chosen) if chosen else ''))

    def post(self, path: str, **members: Any) -> Any:
        return self.request('POST', path, members, PATIENCE + members.get('timeout', 0))

    def put(self, path: str, **members: Any) -> Any:
        return self.request('PUT', path, members)

    def delete(self, path: str) -> Any:
        return self.request('DELETE', path)

    def request(self, method: str, path: str, members: Optional[dict] = None, patience: float = PATIENCE) -> Any:
        body = None if members is None else json.dumps(members).encode()
        answer = self.exchange(method, self.control_url + path, body, {'Content-Type': 'application/json'}, patience)
        return json.loads(answer) if answer else None

    def download(self, path: str) -> bytes:
        """What the Loop itself, not its control interface, has there."""
        return self.exchange('GET', self.url + path)

    def exchange(self, method: str, url: str, body: Optional[bytes] = None, fields: Optional[dict] = None,
                 patience: float = PATIENCE) -> bytes:
        try:
            request = Request(url, body, fields if body is not None else {}, method=method)
            with self.open(request, timeout=patience) as answer:
                return answer.read()
        except HTTPError as error:
            raise Refused(f'{method} {url}', error.code, error.read().decode('utf-8', 'replace')) from None

    def journal_end(self) -> int:
        """The number of the last entry that there is."""
        return self.get('/state')['journal']['next'] - 1

    def journal(self, after: int = 0, **chosen: Any) -> Iterator[dict]:
        """All entries after a number, oldest first."""
        while entries := self.get('/journal', after=after, limit=1000, **chosen)['entries']:
            yield from entries
            after = entries[-1]['number']

    def wait(self, within: float, after: int, **wanted: Any) -> dict:
        """The first entry after a number that is as wanted, as soon as it is there."""
        try:
            return self.request('POST', '/wait', {'within': within, 'after': after, **wanted}, within + GRACE)
        except Refused as refusal:
            if refusal.status != 504:
                raise
            raise NothingCame(f'within {within:g} s came no {json.dumps(wanted)}') from None
