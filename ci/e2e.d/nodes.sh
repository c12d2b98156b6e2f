#!/usr/bin/env bash
# Nodes of many versions of the Python library learning-loop-node, all with one `mockloop serve`: what trainers,
# detectors, annotators and converters do from the first contact to the last, as the Loop sees it.
#
#   ci/e2e nodes [VERSION… | all] [--only trainer|detector|annotator|converter]
#
#   VERSION   releases from 0.1.4 on (default: one of each generation of the protocol; all: some more of each)
#   --only    nodes of one kind (default: all kinds that there were then)
#
# Needs Python 3.7 for releases before 0.7.53, and 3.11 for the others.
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

readonly usage="ci/e2e nodes [VERSION… | all] [--only trainer|detector|annotator|converter]"

readonly generations=(
    0.1.4 0.2.10 0.3.11 0.5.2 0.6.9 0.7.4 0.7.10 0.7.30 0.7.45 0.7.53 0.8.8 0.10.17 0.13.7 0.17.2 0.20.1 0.27.0
)
readonly others=(0.1.11 0.3.7 0.4.9 0.6.4 0.7.21 0.9.3 0.10.5 0.11.1 0.12.1 0.15.0 0.16.1 0.18.5 0.23.0 0.25.0)

versions=() kinds='trainer detector annotator converter'
while (($#)); do
    case $1 in
        --only) kinds=${2:?"$usage"} && shift 2 ;;
        all) versions+=("${generations[@]}" "${others[@]}") && shift ;;
        [0-9]*) versions+=("$1") && shift ;;
        *) wrong_usage "$usage" ;;
    esac
done
((${#versions[@]})) || versions=("${generations[@]}")
for version in "${versions[@]}"; do
    [[ $version =~ ^[0-9]+(\.[0-9]+)+$ ]] && is_at_least "$version" 0.1.4 || wrong_usage "$usage"
done
[[ $kinds =~ ^(trainer|detector|annotator|converter|trainer detector annotator converter)$ ]] || wrong_usage "$usage"

headline "Nodes of the Python library, ${#versions[@]} versions of it"
ci/setup build test
build debug
for version in "${versions[@]}"; do make_library_environment "$version"; done
python=$(find_python)

start_server serve --tls-port 0
nodes=$root/$logs/nodes
rm -rf -- "$nodes"
mkdir -p -- "$nodes"
export PYTHONDONTWRITEBYTECODE=1
# In a group of its own, as everything that it starts, so that nothing is left of it.
# shellcheck disable=SC2086  # kinds are several words
setsid "${with_signals[@]}" "$python" ci/e2e.d/nodes.py "$scratch/ready.json" "$root/.venv" "$nodes" \
    --versions "${versions[@]}" --kinds $kinds &
await "-$!" nodes ||
    fail "Not every node was content. Logs of nodes are in $nodes, that of the Loop in $logs/mockloop-serve.log."
held "Nodes of all these versions get along with the Loop, and with one another."
