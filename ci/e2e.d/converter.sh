#!/usr/bin/env bash
# The converter story with a node on the Python library's own ConverterNode, against `mockloop serve`: once as the
# document tells it, once as the scenario does.
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

headline "The converter story with the Python library's node"
ci/setup build test
build debug
make_environment converter ci/e2e.d/converter.txt
export DATA_FOLDER=$scratch/data

# replay STORY OPTION…: a fresh Loop, and the story told against it. Whatever the story starts inherits the environment.
replay() {
    local story=$1 status=0
    shift
    start_loop
    export LOOP_HOST="${loop_url#http://}" LOOP_ORGANIZATION LOOP_PROJECT LOOP_USERNAME LOOP_PASSWORD
    LOOP_ORGANIZATION=$(ready_member organization) LOOP_PROJECT=$(ready_member project)
    LOOP_USERNAME=$(ready_member username) LOOP_PASSWORD=$(ready_member password)
    aloud mockloop replay "$story" --base-url "$loop_url" --timeout 60 "$@" || status=$?
    end "-$loop_pid"
    ((status == 0)) || fail "$story did not hold with the Python library's node (exit code $status)."
}

# The node's own port is of no use to anybody: any free one.
node="'$environment/bin/uvicorn' --app-dir '$root/ci/e2e.d' --host 127.0.0.1 --port 0 converter_node:node"
replay Scenarios/converter.md --start "4: $node"
replay Scenarios/converter.yaml --variable "node=$node"
