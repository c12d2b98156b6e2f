#!/usr/bin/env bash
# The control interface of a Loop against its own OpenAPI document: schemathesis sends what the document permits and what
# it does not, and holds every answer to it. Nodes that agree to everything are connected meanwhile.
#
#   ci/e2e control [--examples N] [--seed N]
#
#   --examples   requests for each operation in each phase at most (default: 50)
#   --seed       where chance comes from (default: 1); the same number gives the same requests
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

readonly usage="ci/e2e control [--examples N] [--seed N]"
examples=50 seed=1
while (($#)); do
    case $1 in
        --examples) examples=${2:?"$usage"} && shift 2 ;;
        --seed) seed=${2:?"$usage"} && shift 2 ;;
        *) wrong_usage "$usage" ;;
    esac
done
[[ $examples$seed =~ ^[0-9]+$ ]] || wrong_usage "$usage"

headline "The control interface against its OpenAPI document"
ci/setup build test
build debug
# What schemathesis of this age needs.
make_environment control ci/e2e.d/control.txt 3.11
export PYTHONDONTWRITEBYTECODE=1

start_loop
control_url=$(ready_member control_url)
start control-nodes "$environment/bin/python" ci/e2e.d/control_nodes.py "$loop_url" "$scratch/nodes-ready"
wait_for "$scratch/nodes-ready" control-nodes 30

quietly "openapi document" 60 "$environment/bin/python" -c '
import sys, urllib.request, json
from openapi_spec_validator import validate
validate(json.load(urllib.request.urlopen(sys.argv[1])))' "$control_url/openapi.json"
say "the document is one of OpenAPI 3.1"

# The examples of the README, as somebody pastes them.
mapfile -t examples_of_readme < <(sed -n '/^## Watching and controlling/,/^## The rooms/s/^\$ \(curl .*\)/\1/p' README.md)
((${#examples_of_readme[@]} > 5)) || fail "There are no examples in the README."
for example in "${examples_of_readme[@]}"; do
    loop=$control_url bash -c "${example/curl/curl --silent --show-error --fail --output '$scratch/answer'}" ||
        fail "This does not work when it is pasted: $example"
done
say "${#examples_of_readme[@]} examples of the README hold"

# It leaves folders where it runs.
quietly schemathesis 900 env --chdir "$scratch" SCHEMATHESIS_HOOKS="$root/ci/e2e.d/control_hooks.py" \
    "$environment/bin/schemathesis" --config-file "$root/ci/e2e.d/control.toml" run "$control_url/openapi.json" \
    --checks all --max-examples "$examples" --seed "$seed" --continue-on-failure
say "$(grep -E '^ +[0-9,]+ generated' "$logs/schemathesis.log" | sed 's/^ *//')"

curl -sS --fail --output "$scratch/state.json" "$control_url/state" || fail "The Loop answers no more."
held "Every answer is what the document says."
