#!/usr/bin/env bash
# Runs the suites of a version of the Python library, several times in a row, against one Loop.
#
#   ci/e2e.d/library-suites.sh VERSION RELEASE ARCHIVE ENVIRONMENT RUNS MOCKLOOP
#
# VERSION is what people call it, RELEASE the release whose habits it has; ARCHIVE has its tests, ENVIRONMENT its
# packages; MOCKLOOP is the program. ci/e2e library starts this in the world that library-world.sh furnishes; all that is
# left there ends with it.
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

readonly version=$1 release=$2 archive=$3 environment=$4 runs=$5 mockloop=$6
readonly reports=$root/$logs/library/$version
# For one suite; the slowest takes four minutes.
readonly patience=900

since() { is_at_least "$release" "$1"; }

# What the Loop of that time did, and no node can tell it: which file it added to a model; and that an upload took a
# while, which tests count on that want to see what waits in an outbox (0.7.38 to 0.13).
loop=()
if ! since 0.3.7 || { since 0.3.11 && ! since 0.6.4; }; then
    loop+=(--added-model-file none)
elif ! since 0.6.4; then
    loop+=(--added-model-file metadata.json)
fi
if since 0.7.38 && ! since 0.14; then loop+=(--upload-delay 600ms --upload-delay-per-image 60ms); fi

start mockloop-serve "$mockloop" serve --host 127.0.0.2 --port 80 --tls-port 443 \
    --ready-file "$scratch/ready.json" ${loop[@]+"${loop[@]}"}
wait_for "$scratch/ready.json" mockloop-serve 30

# Nothing of this machine's own: a stray HOST or LOOP_PROJECT would decide what is tested.
variables=("PATH=$PATH" HOME=/tmp LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1)
# Until 0.1.5 modules of the library import each other as if each stood alone.
if since 0.1.5; then variables+=(PYTHONPATH=/); else variables+=(PYTHONPATH=/:/learning_loop_node); fi

# name NAME VALUE: how a node is told something. Outboxes of 0.6.3 to 0.7.56 read the short names only; from 0.8 on the
# two unset each other when they differ, which tests make them do.
name() {
    variables+=("LOOP_$1=$2")
    since 0.8 || variables+=("$1=$2")
}
name USERNAME "$(ready_member username)"
name PASSWORD "$(ready_member password)"
name ORGANIZATION zauberzeug
name PROJECT demo
if since 0.7.53; then
    name HOST backend
else
    name HOST preview.learning-loop.ai
    authority=$(ready_member ca_certificate)
    variables+=("REQUESTS_CA_BUNDLE=$authority" "SSL_CERT_FILE=$authority")
fi

options=(--override-ini=junit_family=xunit1 --continue-on-collection-errors -p no:cacheprovider)
if since 0.7.31; then options+=(--asyncio-mode=auto); fi

# run NAME FOLDER COMMAND…: starts a program of the library in one of its folders.
run() { start "$1" env --ignore-environment --chdir="/$2" "${variables[@]}" "${@:3}"; }

# The tests of mock_detector speak with a node that is already there, until 0.8 let them start one. Sets $detector.
start_mock_detector() {
    local application
    application=$(sed -n 's/^ *uvicorn \([^ ]*\).*/\1/p' /mock_detector/start.sh)
    run mock-detector mock_detector "$environment/bin/uvicorn" "$application" --host 127.0.0.1 --port 80 --lifespan on
    detector=$started
    until (: </dev/tcp/127.0.0.1/80) 2>/dev/null; do
        kill -0 "$detector" 2>/dev/null || return 0
        sleep 0.1
    done
}

# run_suite NAME RUN: runs the tests in a folder from within it, as their authors do. Leaves NAME.xml with the results,
# NAME.status with the exit code and NAME.log in the run's folder.
run_suite() {
    local name=$1 run=$2 folder=$1 tests=. status=0 detector=''
    local report=$reports/$run/$name
    # Files of tests lie where they are sought from above.
    if [[ $name == learning_loop_node ]] && ! since 0.3.7; then folder=. tests=$name; fi
    if [[ $name == mock_detector ]] && ! since 0.8; then start_mock_detector; fi
    run "library/$version/$run/$name" "$folder" timeout --signal=INT --kill-after=20 "$patience" \
        "$environment/bin/python" -m pytest "${options[@]}" --rootdir="/$name" --junit-xml="$report.xml" "$tests"
    await "-$started" "$name" || status=$?
    printf '%s\n' "$status" >"$report.status"
    [[ -z $detector ]] || end "-$detector"
}

# In the root folder, as in the containers of the authors: some tests know that /data is ../data.
tar --extract --gzip --no-same-owner --file="$archive" --directory=/ --strip-components=1
# The suite of darknet_trainer (0.1.0 to 0.1.10) needs a darknet with CUDA.
mapfile -t suites < <(tar --list --gzip --file="$archive" | grep '/test_[^/]*\.py$' | cut -d/ -f2 | sort -u |
    grep -vx darknet_trainer)

held=true
rm -rf -- "${reports:?}"
for ((run = 1; run <= runs; run++)); do
    mkdir -p -- "$reports/$run"
    for suite in "${suites[@]}"; do run_suite "$suite" "$run"; done
    "$environment/bin/python" ci/e2e.d/library.py "$reports/$run" "$version" "$release" || held=false
done
$held
