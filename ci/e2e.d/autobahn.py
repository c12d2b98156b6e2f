"""Shows what the Autobahn Testsuite found: autobahn.py REPORTS CASES

REPORTS is the folder with the suite's index.json, CASES a file with the cases that were asked for, one a line. Prints a
table with a line for each class of cases, then each case that is not as it should be. Ends with 1 if there is one.
"""

import collections
import json
import pathlib
import sys

# The suite gives no verdict on a few cases, to which RFC 6455 has no one answer.
ACCEPTED = {"OK", "INFORMATIONAL"}


def number(case):
    return [int(part) for part in case.split(".")]


def verdict(result):
    """The worse one of how the party behaved and how it closed."""
    behavior, close = result["behavior"], result["behaviorClose"]
    return behavior if behavior not in ACCEPTED or close in ACCEPTED else "CLOSE: " + close


def main(folder, cases):
    cases = pathlib.Path(cases).read_text().split()
    index = pathlib.Path(folder, "index.json")
    agents = json.loads(index.read_text()) if index.exists() else {}
    if len(agents) > 1:
        sys.exit(f"{index} has the results of several agents: {', '.join(agents)}")
    results = next(iter(agents.values()), {})

    verdicts = {case: verdict(results[case]) if case in results else "NOT RUN" for case in cases}
    columns = ["OK", "INFORMATIONAL", *sorted(set(verdicts.values()) - ACCEPTED)]
    classes = collections.defaultdict(collections.Counter)
    for case, found in verdicts.items():
        classes[number(case)[0]][found] += 1
    print("  class " + " ".join(f"{column:>{max(len(column), 5)}}" for column in columns))
    for name, counts in [*sorted(classes.items()), ("all", sum(classes.values(), collections.Counter()))]:
        print(f"  {name:>5} " + " ".join(f"{counts[column]:>{max(len(column), 5)}}" for column in columns))

    wrong = sorted((case for case in cases if verdicts[case] not in ACCEPTED), key=number)
    for case in wrong:
        report = pathlib.Path(folder, results[case]["reportfile"]).with_suffix(".html") if case in results else ""
        print(f"  {case}: {verdicts[case]} {report}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
