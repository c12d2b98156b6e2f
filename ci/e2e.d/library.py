"""Judges one run of the Python library's suites, and prints a row of the table.

    library.py --head
    library.py FOLDER VERSION RELEASE

FOLDER has, for each suite, the results that pytest wrote (SUITE.xml) and its exit code (SUITE.status). Tests that fail
whatever Loop they meet stand in library-known.txt, and do not count as possible. Ends with exit code 1 if any other
failed, or if that list is not exact.
"""
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

ROW = '  {:8} {:>3} {:>8} {:>6} {:>6} {:>7} {:>7}  {}'
KNOWN = Path(__file__).with_name('library-known.txt')
# pytest: all passed, some failed, there are none.
ENDED_BY_ITSELF = {0, 1, 5}


def numbers(release):
    """What releases are sorted by: 0.10.1 comes after 0.9.3."""
    return [int(number) for number in re.findall(r'\d+', release)]


def known_failures(release):
    """The tests that are known to fail in a release, and whether each 'fails' always or its outcome 'varies'."""
    known = {}
    for line in KNOWN.read_text(encoding='utf-8').splitlines():
        if line and not line.startswith('#'):
            first, last, outcome, test, _reason = line.split(maxsplit=4)
            if numbers(first) <= numbers(release) <= numbers(last):
                known[test] = outcome
    return known


class Run:

    def __init__(self, folder):
        self.suites = sorted(file.stem for file in folder.glob('*.status'))
        # By test: 'passed', 'failed' or 'skipped'.
        self.outcomes = {}
        self.seconds = 0
        # Sentences about what is wrong with a whole suite.
        self.broken = []
        for suite in self.suites:
            status = int((folder / f'{suite}.status').read_text(encoding='utf-8'))
            if status not in ENDED_BY_ITSELF:
                self.broken.append(f'{suite} was ended (exit code {status})')
            results = folder / f'{suite}.xml'
            if results.exists():
                self.read(suite, ElementTree.parse(results).getroot())
        if not self.outcomes:
            self.broken.append('there were no tests')

    def read(self, suite, results):
        for element in results.iter('testsuite'):
            self.seconds += float(element.get('time'))
        for case in results.iter('testcase'):
            # A file that cannot be imported has a name and no file.
            test = f'{suite}/{case.get("file")}::{case.get("name")}' if case.get('file') else f'{suite}: {case.get("name")}'
            # A test that fails and cannot be cleaned up, either, is there twice.
            if case.find('failure') is not None or case.find('error') is not None:
                self.outcomes[test] = 'failed'
            else:
                self.outcomes.setdefault(test, 'passed' if case.find('skipped') is None else 'skipped')

    def having(self, outcome):
        return {test for test, its in self.outcomes.items() if its == outcome}


def judge(folder, version, release):
    """Prints the row, and returns whether all is as it should be."""
    run = Run(folder)
    known = {test: its for test, its in known_failures(release).items() if test.split('/')[0] in run.suites}
    failed, skipped, passed = run.having('failed'), run.having('skipped'), run.having('passed')
    excused = failed & known.keys()
    findings = run.broken + sorted(failed - excused)
    for test in sorted(known.keys() - failed):
        if test not in passed:
            findings.append(f'{test} stands in {KNOWN.name}, and was not run')
        elif known[test] == 'fails':
            findings.append(f'{test} stands in {KNOWN.name}, and passed')
    # What is known to fail stands on the row, what is wrong below it.
    remarks = ', '.join(sorted(test.split('::')[-1] for test in excused))
    possible = len(run.outcomes) - len(skipped) - len(excused)
    print(ROW.format(version, folder.name, possible, len(passed), len(failed), len(skipped), round(run.seconds),
                     remarks and f'known: {remarks}').rstrip())
    for finding in findings:
        print(f'           ✘ {finding}')
    sys.stdout.flush()
    return not findings


if __name__ == '__main__':
    if sys.argv[1] == '--head':
        print(ROW.format('version', 'run', 'possible', 'passed', 'failed', 'skipped', 'seconds', 'which fail'))
    else:
        sys.exit(not judge(Path(sys.argv[1]), *sys.argv[2:]))
