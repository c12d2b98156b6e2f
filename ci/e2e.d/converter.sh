#!/usr/bin/env bash
# The converter story with a node on the Python library's own ConverterNode, against `mockloop serve`: as the scenario
# tells it, and as a document does that knows nothing of mockloop.
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

headline "The converter story with the Python library's node"
ci/setup build test
build debug
make_environment converter ci/e2e.d/converter.txt
export NODE_ENVIRONMENT=$environment DATA_FOLDER=$scratch/data
node=$root/ci/e2e.d/python_node

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

# The node of converter_node.py leaves a file model.b, which no other does.
check_model() {
    local models=$loop_url/api/zauberzeug/projects/demo/models id
    id=$(curl -sS "$models?format=format_b" | sed -n 's/.*"id" *: *"\([0-9a-f-]*\)".*/\1/p')
    curl -sS --fail --output "$scratch/model.zip" "$models/$id/format_b/file" || fail "The model cannot be downloaded."
    "$environment/bin/python" -m zipfile --list "$scratch/model.zip" | grep -q '^model\.b ' ||
        fail "The model in format_b is not the one that the Python library's node made."
}

replay Scenarios/converter.yaml --variable "mockloop=$node"

# The same document without the comment that starts a node: the command line starts one.
sed '/<!-- mockloop start:/d' Scenarios/converter.md >"$scratch/converter.md"
replay "$scratch/converter.md" --files Scenarios --start "4: '$node' node converter --from format_a --to format_b"
