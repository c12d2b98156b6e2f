#!/usr/bin/env bash
# The WebSocket fixture against the Autobahn Testsuite: as a server, which the suite's client tests, and as a client,
# which its server tests. Every case must be OK, and so must be how it closed.
#
#   ci/e2e autobahn [--cases PATTERN,…] [--only server|client] [--debug]
#
#   --cases    cases by number, '1.*,9.1.1' say (default: all; those of 9, 12 and 13 take nearly all of the time)
#   --debug    tests the build that is quick to make instead of the one that is quick to run
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

readonly usage="ci/e2e autobahn [--cases PATTERN,…] [--only server|client] [--debug]"
# What `mockloop` is called with, as one party and as the other.
readonly server=(fixture websocket --compression) client=(fixture websocket-client --url)

cases='*' parties='server client' configuration=release
while (($#)); do
    case $1 in
        --debug) configuration=debug && shift && continue ;;
        --cases) cases=${2-} ;;
        --only) parties=${2-} ;;
        *) wrong_usage "$usage" ;;
    esac
    (($# > 1)) || wrong_usage "$usage"
    shift 2
done
[[ $cases =~ ^[0-9.*,]+$ && $parties =~ ^(server|client|server client)$ ]] || wrong_usage "$usage"

headline "The Autobahn Testsuite"
ci/setup build test
build "$configuration"
make_environment2 autobahn ci/e2e.d/autobahn.txt
python=$(find_python) || cannot_run "There is no Python 3.9, 3.10 or 3.11 here, which reads the reports."
reports=$root/$logs/autobahn
# The suite takes a case of 16 MB for failed after 100 seconds; all of them take some minutes.
readonly patience=3600

# suite MODE MEMBERS: writes the suite's specification for a mode, and sets $suite to the command.
suite() {
    local specification=$scratch/$1.json list
    list=$(sed 's/.*/"&"/' "$scratch/cases" | paste --serial --delimiters=,)
    printf '{%s, "outdir": "%s", "cases": [%s], "exclude-cases": [], "exclude-agent-cases": {}}\n' \
        "$2" "$reports/$1" "$list" >"$specification"
    rm -rf -- "${reports:?}/$1"
    # Without --webport 0 it would serve its reports at port 8080.
    suite=("$environment/bin/wstest" --mode "$1" --webport 0 --spec "$specification")
}

# judge MODE: shows what the suite found, and fails when that is not as it should be.
judge() {
    "$python" ci/e2e.d/autobahn.py "$reports/$1" "$scratch/cases" || failed+=("$1")
}

# All cases that were asked for, one a line: a party that does not come to the end leaves some out.
"$environment/bin/python" - "$cases" >"$scratch/cases" <<'PYTHON' || cannot_run "The suite does not know its cases."
import sys
from autobahntestsuite import case
from autobahntestsuite.caseset import CaseSet
suite = CaseSet("WebSocket", case.CaseBasename, case.Cases, case.CaseCategories, case.CaseSubCategories)
cases = suite.parseSpecCases({"cases": sys.argv[1].split(","), "exclude-cases": []})
print("\n".join(case for case in cases if case in suite.CasesById))
PYTHON
[[ -n $(<"$scratch/cases") ]] || wrong_usage "The suite has no such cases: $cases"

failed=()
if [[ $parties == *server* ]]; then
    headline "As a server"
    start_server "${server[@]}"
    suite fuzzingclient "\"servers\": [{\"agent\": \"server\", \"url\": \"ws${server_url#http}\"}]"
    quietly "autobahn fuzzingclient" "$patience" "${suite[@]}"
    end "-$server_pid"
    judge fuzzingclient
fi
if [[ $parties == *client* ]]; then
    headline "As a client"
    port=$("$python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
    suite fuzzingserver "\"url\": \"ws://127.0.0.1:$port\""
    start autobahn-fuzzingserver "${suite[@]}"
    for ((tick = 0; tick < 600; tick++)); do
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
        kill -0 "$started" 2>/dev/null || break
        sleep 0.05
    done
    ((tick < 600)) && kill -0 "$started" 2>/dev/null || {
        show_end "$logs/autobahn-fuzzingserver.log"
        cannot_run "The suite's server did not start; its output is above."
    }
    quietly "autobahn client" "$patience" "$mockloop" "${client[@]}" "ws://127.0.0.1:$port"
    end "-$started"
    judge fuzzingserver
fi
((${#failed[@]} == 0)) || fail "Not everything is OK; each case's report is in $reports."
held "The Autobahn Testsuite finds everything OK."
