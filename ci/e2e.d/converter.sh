#!/usr/bin/env bash
# The converter story with a node on the Python library's own ConverterNode, against `mockloop serve`: as the scenario
# tells it, and as a document does that knows nothing of mockloop.
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

headline "The converter story with the Python library's node"
ci/setup build test
build debug
make_environment converter ci/e2e.d/converter.txt
export DATA_FOLDER=$scratch/data NODE_ID=5ba9a0f6-0b4e-4fd0-93c5-1d8e3c2a7f11 NODE_NAME='format_a to format_b'
export SOURCE_FORMAT=format_a TARGET_FORMAT=format_b
mkdir -- "$DATA_FOLDER"
# Nobody needs the node's own port: any free one.
node="'$environment/bin/uvicorn' --app-dir '$root/ci/e2e.d/node_programs' --host 127.0.0.1 --port 0 converter_0_8:node"

# replay STORY OPTION…: tells the story to a fresh Loop, which must have the Python node's model in the end.
replay() {
    local story=$1 status=0
    shift
    start_loop
    aloud mockloop replay "$story" --base-url "$loop_url" "$@" || status=$?
    ((status == 0)) || fail "$story did not hold with the Python library's node (exit code $status)."
    check_model
    end "-$loop_pid"
}

# The node of converter_0_8.py leaves a file model.converted, which no other does.
check_model() {
    local models=$loop_url/api/zauberzeug/projects/demo/models id
    id=$(curl -sS "$models?format=format_b" | sed -n 's/.*"id" *: *"\([0-9a-f-]*\)".*/\1/p')
    curl -sS --fail --output "$scratch/model.zip" "$models/$id/format_b/file" || fail "The model cannot be downloaded."
    "$environment/bin/python" -m zipfile --list "$scratch/model.zip" | grep -q '^model\.converted ' ||
        fail "The model in format_b is not the one that the Python library's node made."
}

# What the command line starts takes the place of what the story or the document would start.
replay Scenarios/converter.yaml --variable "node=$node"
replay Scenarios/converter.md --start "4: $node"
