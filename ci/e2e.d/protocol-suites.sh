#!/usr/bin/env bash
# The Engine.IO and Socket.IO fixtures against the test suites that the authors of these protocols publish.
#
#   ci/e2e protocol-suites --sources DIR [--runs N] [--only engineio|socketio]
#
#   --sources  the folder with clones of the repositories socketio/socket.io (whose docs have the suites that are kept
#              up), socketio/engine.io-protocol and socketio/socket.io-protocol: what is there is run
#   --runs     how often in a row each suite must pass (default: 5), because a race does not show each time
#
# The suites go by the clock, to a few milliseconds: a machine that is busy with other things fails them.
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

readonly usage="ci/e2e protocol-suites --sources DIR [--runs N] [--only engineio|socketio]"
sources='' runs=5 only='engineio socketio'
while (($#)); do
    case $1 in
        --sources) sources=${2-} ;;
        --runs) runs=${2-} ;;
        --only) only=${2-} ;;
        *) wrong_usage "$usage" ;;
    esac
    (($# > 1)) || wrong_usage "$usage"
    shift 2
done
[[ -n $sources && $runs =~ ^[1-9][0-9]*$ && $only =~ ^(engineio|socketio|engineio socketio)$ ]] || wrong_usage "$usage"
[[ -d $sources ]] || cannot_run "There is no folder $sources."
sources=$(cd -- "$sources" && pwd -P)

# Where the suites of each protocol lie in a clone.
readonly engineio=(socket.io/docs/engine.io-protocol/v4-test-suite engine.io-protocol/test-suite)
readonly socketio=(socket.io/docs/socket.io-protocol/v5-test-suite socket.io-protocol/test-suite)
# Debian's packages. A node from elsewhere does not look here by itself, nor beside a package that is linked to here.
readonly packages=/usr/share/nodejs

headline "The protocols' own suites"
ci/setup build test suites
build debug

# passes KIND SUITE: runs a suite as often as asked against one fixture.
passes() {
    local kind=$1 suite=$2 folder=$scratch/$1 log run tests
    log=$logs/protocol-suite-$kind.log
    rm -rf -- "$folder"
    mkdir -- "$folder"
    start_server fixture "$kind"
    # The suite's own imports ask for packages that Debian lacks, and its address is fixed.
    cp -- "$sources/$suite/package.json" "$folder"
    cp -- ci/e2e.d/protocol-suites.js "$folder/node-imports.js"
    sed "s#http://localhost:3000#$server_url#" "$sources/$suite/test-suite.js" >"$folder/test-suite.js"
    grep -qF "$server_url" "$folder/test-suite.js" || cannot_run "The suite $suite does not say where its server is."
    ln -s -- "$packages" "$folder/node_modules"
    for ((run = 1; run <= runs; run++)); do
        if ! NODE_PATH=$packages NODE_OPTIONS=--preserve-symlinks aloud timeout 120 mocha --exit --forbid-only --forbid-pending --no-color \
            "$folder/test-suite.js" >"$log" 2>&1; then
            show_end "$log" 80
            fail "$suite: run $run of $runs did not pass. The whole output is in $log."
        fi
        tests=$(sed -n 's/^ *\([0-9]*\) passing.*/\1/p' "$log")
        ((tests > 0)) || fail "$suite: no test ran. The whole output is in $log."
    done
    end "-$server_pid"
    say "$kind: $runs times all $tests tests of $suite"
}

found=false
for kind in $only; do
    declare -n suites=$kind
    for suite in "${suites[@]}"; do
        [[ -f $sources/$suite/test-suite.js ]] || continue
        found=true
        passes "$kind" "$suite"
    done
done
$found || cannot_run "$sources has no clone of socketio/socket.io, socketio/engine.io-protocol or socketio/socket.io-protocol."
held "The protocols' own suites pass."
