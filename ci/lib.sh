# shellcheck shell=bash
# What the scripts of this folder share; sourced, never run.
#
# Every script works from any directory, reads no standard input, and leaves no process behind. Exit codes are those
# of mockloop: 0 all held, 1 something did not hold, 2 wrong usage, 3 could not run.

set -euo pipefail
exec </dev/null
unset CDPATH
export PATH
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd -- "$root"

# The output of whatever runs quietly is kept here.
logs=.build/ci
mkdir -p "$logs"

# --- Words -----------------------------------------------------------------------------------------------------------

bold='' red='' green='' plain=''
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
fi

headline() { printf '%s\n' "$bold$*$plain"; }
say() { printf '  %s\n' "$*"; }
held() { printf '%s\n' "$green$*$plain"; }

# Each of these ends the script.
fail() { ending 1 "$@"; }
wrong_usage() { ending 2 "$@"; }
cannot_run() { ending 3 "$@"; }
ending() {
    printf '%s\n' "$red${*:2}$plain" >&2
    exit "$1"
}

# is_at_least VERSION MINIMUM: whether a version is that one or a later one.
is_at_least() { [[ $(printf '%s\n' "$@" | sort --version-sort | head -n 1) == "$2" ]]; }

# --- Processes -------------------------------------------------------------------------------------------------------

# What this script started and has to end, as kill names it: a process (12), or with a minus its whole group (-12).
declare -A running=()
# A folder for files that nobody needs afterwards.
scratch=$(mktemp -d "${TMPDIR:-/tmp}/mockloop-ci.XXXXXX")

# end TARGET: ends a process or group that was started here; asks first, and insists after ten seconds.
end() {
    local target=$1 tick
    unset "running[$target]"
    kill -TERM -- "$target" 2>/dev/null || return 0
    for ((tick = 0; tick < 100; tick++)); do
        kill -0 -- "$target" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL -- "$target" 2>/dev/null || true
}

end_all() {
    local target
    for target in "${!running[@]}"; do end "$target"; done
}

trap 'end_all; rm -rf -- "$scratch"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The shell lets what it runs in the background ignore these; tests and servers must not.
readonly with_signals=(env --default-signal=INT --default-signal=QUIT)

# start NAME COMMAND…: runs a command in the background, in a group of its own, its output in $logs/NAME.log.
# Sets $started to its process identifier.
start() {
    local name=$1
    shift
    setsid "${with_signals[@]}" "$@" >"$logs/$name.log" 2>&1 &
    started=$!
    running[-$started]=$name
}

# wait_for FILE NAME SECONDS: waits until the process just started has written FILE.
wait_for() {
    local file=$1 name=$2 seconds=$3 tick
    for ((tick = 0; tick < seconds * 20; tick++)); do
        [[ -s $file ]] && return
        if ! kill -0 "$started" 2>/dev/null; then
            show_end "$logs/$name.log"
            cannot_run "$name ended before it was ready; its output is above and in $logs/$name.log."
        fi
        sleep 0.05
    done
    show_end "$logs/$name.log"
    cannot_run "$name was not ready after $seconds seconds; its output is above and in $logs/$name.log."
}

# quietly NAME SECONDS COMMAND…: runs a command to its end and shows its output only if it fails or takes too long.
quietly() {
    local name=$1 seconds=$2 status=0
    local log=$logs/${name// /-}.log
    shift 2
    setsid timeout --kill-after=10 "$seconds" "${with_signals[@]}" "$@" >"$log" 2>&1 &
    await "-$!" "$name" || status=$?
    ((status)) || return 0
    show_findings "$log"
    ((status != 124)) || fail "$name: not done after $seconds seconds, ended. The whole output is in $log."
    fail "$name: failed (exit code $status). The whole output is in $log."
}

# aloud COMMAND…: runs another script of ours, or a program that a person watches.
aloud() {
    "${with_signals[@]}" "$@" &
    await "$!" "$1"
}

# await TARGET NAME: waits for what was just started, and ends what it left behind. (Waiting for a process in the
# background, unlike running it in the foreground, ends at once when a signal comes.)
await() {
    local status=0
    running[$1]=$2
    wait "${1#-}" || status=$?
    end "$1"
    return "$status"
}

# The lines that say what went wrong, if there are such lines; else the last ones.
show_findings() {
    local findings
    findings=$(grep -E '(error|warning):|✘|↳' "$1" | grep -vE '↳ (Testing Library|Target Platform)' | head -n 60) || true
    if [[ -n $findings ]]; then printf '%s\n' "$findings" >&2; else show_end "$1"; fi
}

# show_end FILE [LINES]
show_end() { tail -n "${2:-40}" -- "$1" >&2; }

# --- Namespaces ------------------------------------------------------------------------------------------------------

# find_namespaces SET_UP OPTION…: sets $alone to what runs a command in new namespaces, those that these options of
# unshare name. SET_UP is run in them first, as root, and ends in `exec "$@"` or the like. Fails where none are permitted.
find_namespaces() {
    local -r set_up=$1
    shift
    local -a attempts=(
        # By root; by anybody, where users may have namespaces; by somebody who may become root.
        "unshare"
        "unshare --map-root-user"
        "sudo --non-interactive unshare"
    )
    local attempt
    : >"$logs/namespaces.log"
    for attempt in "${attempts[@]}"; do
        read -ra alone <<<"$attempt"
        alone+=("$@" -- bash -c "$set_up" bash)
        [[ $attempt != sudo* ]] ||
            alone+=(setpriv --reuid="$(id -u)" --regid="$(id -g)" --init-groups -- env "HOME=${HOME:-/}" "PATH=$PATH")
        "${alone[@]}" true 2>>"$logs/namespaces.log" && return
    done
    return 1
}

# --- Swift -----------------------------------------------------------------------------------------------------------

# Test suites and builds that take longer than this hang.
build_seconds=1200 test_seconds=600

# Finds the toolchain, also where its folder is not on the path.
find_swift() {
    local folder
    for folder in /opt/swift/usr/bin /usr/share/swift/usr/bin "${HOME:-/root}/.local/share/swiftly/bin"; do
        command -v swift >/dev/null && return
        [[ ! -x $folder/swift ]] || PATH=$folder:$PATH
    done
    command -v swift >/dev/null || cannot_run "There is no Swift toolchain here: install Swift 6.3 from swift.org."
}

# build debug|release: builds mockloop, puts it on the path and sets $mockloop.
build() {
    local configuration=$1
    find_swift
    headline "Build ($configuration)"
    announce_build
    quietly "build $configuration" "$build_seconds" swift build --configuration "$configuration" --product mockloop
    use_mockloop "$configuration"
}

announce_build() { [[ -d .build/checkouts ]] || say "fetches the Swift packages, builds them and takes some minutes"; }

# Puts the mockloop that has been built on the path and sets $mockloop.
use_mockloop() {
    mockloop=$root/.build/$1/mockloop
    [[ -x $mockloop ]] || cannot_run "The build left no $mockloop."
    PATH=$root/.build/$1:$PATH
}

check_format() {
    headline "Format"
    quietly format 120 swift format lint --strict --recursive --parallel Sources Tests Examples Package.swift
}

# Tests that run at a time. All of two thousand at once share one machine so widely that some of those which talk to
# others run out of patience.
# shellcheck disable=SC2034  # for the scripts that run tests
readonly width=(--experimental-maximum-parallelization-width 16)

# run_tests NAME COMMAND…: runs the whole test suite with a command and shows the closing line.
run_tests() {
    local name=$1
    shift
    quietly "$name" "$test_seconds" "$@"
    grep 'Test run with' "$logs/${name// /-}.log" | tail -n 1 ||
        fail "$name: no test ran. The whole output is in $logs/${name// /-}.log."
}

# --- Servers of ours -------------------------------------------------------------------------------------------------

# start_server COMMAND…: starts `mockloop COMMAND…` on a free port. Sets $server_url and $server_pid.
start_server() {
    local name=mockloop-$1 ready=$scratch/ready.json
    rm -f -- "$ready"
    start "$name" "$mockloop" "$@" --port 0 --ready-file "$ready"
    wait_for "$ready" "$name" 30
    server_pid=$started
    server_url=$(ready_member url)
    [[ -n $server_url ]] || cannot_run "$name wrote no url into its ready file: $(cat -- "$ready")"
}

# Starts `mockloop serve`. Sets $loop_url and $loop_pid.
start_loop() {
    start_server serve
    loop_url=$server_url
    # shellcheck disable=SC2034  # for those who measure the server
    loop_pid=$server_pid
}

# A text member of the last started server's ready file.
ready_member() { sed -n 's/.*"'"$1"'" *: *"\([^"]*\)".*/\1/p' "$scratch/ready.json" | head -n 1; }

# --- Python ----------------------------------------------------------------------------------------------------------

# What learning-loop-node 0.9.3 and everything new runs on.
readonly pythons=(3.11 3.10 3.9)

# find_python [VERSION…]: prints the first Python of these minor versions (default: $pythons) that is here and able to
# make virtual environments.
find_python() {
    local version candidate suits
    (($#)) || set -- "${pythons[@]}"
    for version in "$@"; do
        suits="import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (${version/./, }))"
        for candidate in "python$version" python3 /usr/bin/python3 "${HOME:-}/.pyenv/versions/$version".*/bin/python; do
            if "$candidate" -c "$suits" 2>/dev/null; then
                command -v "$candidate"
                return
            fi
        done
    done
    return 1
}

# make_environment NAME REQUIREMENTS [VERSION…]: a virtual environment with the packages that the file asks for and a
# Python of these minor versions (default: $pythons), made anew when the file or Python has changed. Sets $environment.
make_environment() {
    local name=$1 requirements=$2 wanted python mark
    shift 2
    (($#)) || set -- "${pythons[@]}"
    wanted=$*
    python=$(find_python "$@") ||
        cannot_run "There is no Python ${wanted// / or } with venv here, which $name needs. Install it, with pyenv say."
    environment=$root/.venv/$name
    mark=$("$python" --version; cat -- "$requirements")
    [[ $(cat -- "$environment/made-of" 2>/dev/null) != "$mark" ]] || return 0
    say "makes a virtual environment for $name with packages from PyPI"
    rm -rf -- "$environment"
    quietly "venv $name" 120 "$python" -m venv "$environment"
    quietly "pip $name" 600 "$environment/bin/python" -m pip install \
        --disable-pip-version-check --no-input --progress-bar off --requirement "$requirements"
    printf '%s\n' "$mark" >"$environment/made-of"
}

# make_library_environment RELEASE [NAME SOURCE]: the same with a release of the Python library learning-loop-node, and
# with what its own tests need; or, under another name, with what SOURCE names as pip does (` @ file://…`) and needs the
# same as that release.
make_library_environment() {
    local release=$1 name=${2:-$1} source=${3:-==$1} needs=library-0.18.3.txt extra='[dev]' suits=(3.11)
    if ! is_at_least "$release" 0.18.3; then needs=library-0.8.txt extra=''; fi
    if ! is_at_least "$release" 0.8; then needs=library-0.7.53.txt; fi
    if ! is_at_least "$release" 0.7.53; then needs=library-0.7.31.txt suits=(3.7); fi
    if ! is_at_least "$release" 0.7.31; then needs=library-0.1.txt; fi
    { cat -- "ci/e2e.d/$needs" && printf '%s\n' "learning-loop-node$extra$source"; } >"$scratch/library-$name.txt"
    make_environment "library-$name" "$scratch/library-$name.txt" "${suits[@]}"
}

# find_python2: prints a Python 2.7, which no Debian since 12 has.
find_python2() {
    local candidate
    for candidate in python2.7 python2 "${HOME:-}"/.pyenv/versions/2.7.*/bin/python; do
        if "$candidate" -c 'import sys, ssl; sys.exit(sys.version_info[:2] != (2, 7))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# make_environment2 NAME REQUIREMENTS: the same as make_environment with Python 2.7, which has no venv of its own.
make_environment2() {
    local name=$1 requirements=$2 python mark
    python=$(find_python2) || cannot_run "There is no Python 2.7 here, which $name needs. Install it, with pyenv say."
    mark=$("$python" --version 2>&1; cat -- "$requirements")
    environment=$root/.venv/$name
    [[ $(cat -- "$environment/made-of" 2>/dev/null) != "$mark" ]] || return 0
    make_environment virtualenv ci/e2e.d/virtualenv.txt
    local -r virtualenv=$environment/bin/virtualenv
    environment=$root/.venv/$name
    say "makes a virtual environment of Python 2.7 for $name with packages from PyPI"
    rm -rf -- "$environment"
    quietly "virtualenv $name" 120 "$virtualenv" --quiet --python "$python" "$environment"
    quietly "pip $name" 600 "$environment/bin/python" -m pip install \
        --disable-pip-version-check --no-input --progress-bar off --requirement "$requirements"
    printf '%s\n' "$mark" >"$environment/made-of"
}
