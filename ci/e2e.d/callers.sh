#!/usr/bin/env bash
# The detector of `mockloop node`, called by those who call detectors.
#
#   ci/e2e callers [--rosys VERSION]… [--library VERSION]… [--sources DIR]
#
#   (nothing)   curl, httpx, requests and python-socketio, with the requests that robots of 2023 to today send
#   --rosys     besides, the class of that rosys which speaks with detectors: 0.29.0, 0.35.0 or 0.37.0, say; from PyPI,
#               with everything that it needs, 700 MB
#   --library   besides, the tests of that learning-loop-node which call a detector (0.17.2 to 0.20.1), with ours in the
#               place of theirs; they are in --sources, a clone of the library's repository
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

readonly usage="ci/e2e callers [--rosys VERSION]… [--library VERSION]… [--sources DIR]"
rosys=() libraries=() sources=''
while (($#)); do
    case $1 in
        --rosys) rosys+=("${2:?"$usage"}") && shift 2 ;;
        --library) libraries+=("${2:?"$usage"}") && shift 2 ;;
        --sources) sources=${2:?"$usage"} && shift 2 ;;
        *) wrong_usage "$usage" ;;
    esac
done
((${#libraries[@]} == 0)) || [[ -n $sources ]] || wrong_usage "--library needs --sources. $usage"
# Repositories of others that this user reads.
git=(git -c safe.directory='*' -C "$sources")

# start_detector NAME OPTION…: starts a detector of the Loop that was started last. Sets $detector_url, and
# $detector_pid.
start_detector() {
    local name=detector-$1 ready=$scratch/detector.json
    shift
    rm -rf -- "$ready" "$scratch/$name"
    LOOP_HOST=${loop_url#http://} LOOP_ORGANIZATION=zauberzeug LOOP_PROJECT=demo DATA_FOLDER=$scratch/$name \
        start "$name" "$mockloop" node detector --host 127.0.0.1 --port 0 --ready-file "$ready" "$@"
    wait_for "$ready" "$name" 30
    detector_pid=$started
    detector_url=$(sed -n 's/.*"url" *: *"\([^"]*\)".*/\1/p' "$ready")
}

headline "Callers of a detector"
ci/setup build test
build debug
make_environment callers ci/e2e.d/callers.txt
start_loop
for generation in d10 d7; do
    start_detector "$generation" --callers "$generation" --detections ci/e2e.d/callers-found.json
    aloud "$environment/bin/python" ci/e2e.d/callers.py "$detector_url" "$loop_url" "$generation"
    end "-$detector_pid"
done

for version in "${rosys[@]}"; do
    headline "rosys $version"
    requirements=$scratch/rosys.txt generation=d10
    # What it asks for has changed since.
    printf '%s\n' "rosys==$version" "$(is_at_least "$version" 0.31 || echo 'nicegui<3')" >"$requirements"
    is_at_least "$version" 0.31 || generation=d8
    make_environment "rosys-$version" "$requirements" 3.11
    start_detector "rosys-$version" --callers "$generation" --detections ci/e2e.d/callers-found.json
    # It keeps its settings in the home folder.
    HOME=$scratch/home aloud "$environment/bin/python" ci/e2e.d/callers_rosys.py "$detector_url" "$loop_url" "$version"
    end "-$detector_pid"
done

for version in "${libraries[@]}"; do
    headline "learning-loop-node $version, its tests of callers"
    rm -rf -- "$scratch/library"
    mkdir -- "$scratch/library"
    "${git[@]}" archive "v$version" learning_loop_node | tar --extract --directory "$scratch/library" ||
        cannot_run "$sources has no release $version."
    generation=d10
    is_at_least "$version" 0.18 || generation=d8
    requirements=$scratch/library.txt
    { cat ci/e2e.d/library-0.18.3.txt && echo "learning-loop-node[dev]==$version"; } >"$requirements"
    is_at_least "$version" 0.18.3 || { cat ci/e2e.d/library-0.8.txt && echo "learning-loop-node==$version"; } >"$requirements"
    make_environment "library-$version" "$requirements" 3.11
    tests=$scratch/library/learning_loop_node/tests/detector
    cp -- ci/e2e.d/callers_conftest.py "$tests/conftest.py"
    LOOP_HOST=${loop_url#http://} LOOP_ORGANIZATION=zauberzeug LOOP_PROJECT=demo MOCKLOOP=$mockloop \
        CALLERS=$generation DETECTIONS=$root/ci/e2e.d/callers-found.json aloud env --chdir "$scratch/library" \
        "$environment/bin/python" -m pytest -p no:cacheprovider --quiet --asyncio-mode=auto \
        "$tests/test_client_communication.py" ||
        fail "Tests of learning-loop-node $version do not pass with our detector in the place of theirs."
done
held "Everybody who called was content."
