#!/usr/bin/env bash
# The test suites of the Python library learning-loop-node, unmodified, against `mockloop serve`.
#
#   ci/e2e library VERSION… [--sources DIR] [--runs N] [--debug]
#
#   VERSION      a release, 0.17.2 say; with --sources anything that git calls a commit
#   --sources    a clone of the library's repository, which has all of its suites. Without it the tests come from PyPI:
#                packages up to 0.18.2 contain those of the library itself, not those of its mock nodes
#   --runs       how often in a row all of them must pass against the same Loop (default: 2), because nodes leave traces
#   --debug      runs the build that is quick to make instead of the one that is quick to run
#
# Needs a Python of the time: 3.7 for releases before 0.7.53, 3.11 for the others. Tests that fail by themselves are
# listed in library-known.txt. What the suites wrote is kept in .build/ci/library.
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

readonly usage="ci/e2e library VERSION… [--sources DIR] [--runs N] [--debug]"
versions=() sources='' runs=2 configuration=release
while (($#)); do
    case $1 in
        --sources) sources=${2:?"$usage"} && shift 2 ;;
        --runs) runs=${2:?"$usage"} && shift 2 ;;
        --debug) configuration=debug && shift ;;
        -*) wrong_usage "$usage" ;;
        *) versions+=("$1") && shift ;;
    esac
done
((${#versions[@]})) && [[ $runs =~ ^[1-9][0-9]*$ ]] || wrong_usage "$usage"
# Git distrusts repositories of other users unless it is told not to; they are only read here.
git=(git -c safe.directory='*' -C "$sources")
[[ -z $sources ]] || "${git[@]}" rev-parse --git-dir >/dev/null 2>&1 || cannot_run "$sources is no git repository."

# Tagged, but not on PyPI.
readonly unpublished=' 0.1.0 0.7.43 0.7.51 '

# find_release VERSION: sets $commit to its commit, empty if it has none in the sources, and $release to the release
# whose habits it has: the first one that contains it, or else the last one before it.
find_release() {
    local version=$1 tag
    commit='' release=$version
    if [[ -n $sources ]]; then
        # Some tags have a v. Where there are both kinds, that with it is what was published.
        for tag in "refs/tags/v$version" "refs/tags/$version" "$version"; do
            ! commit=$("${git[@]}" rev-parse --quiet --verify "$tag^{commit}") || break
        done
        if [[ -n $commit && $tag == "$version" ]]; then
            release=$("${git[@]}" describe --tags --contains --match 'v[0-9]*' "$commit" 2>/dev/null ||
                "${git[@]}" describe --tags --abbrev=0 --match 'v[0-9]*' "$commit" 2>/dev/null) ||
                cannot_run "$sources has no tags that say to which release $version belongs."
            release=${release#v} release=${release%%[~^]*}
        fi
    fi
    [[ $release =~ ^[0-9]+(\.[0-9]+)+ ]] || wrong_usage "$version is no release${sources:+, nor a commit in $sources}."
}

# prepare VERSION: makes the environment, and an archive of what has the suites. Sets $environment, $archive and
# $release.
prepare() {
    local version=$1 name=${1//\//-} source="==$1" commit
    find_release "$version"

    [[ -n $commit ]] || ! is_at_least "$release" 0.18.3 ||
        cannot_run "PyPI has no tests of learning-loop-node $version. Use --sources with a clone that has that release."

    archive=$root/.build/library/$name.tar.gz
    mkdir -p -- "${archive%/*}"
    [[ -z $commit ]] || "${git[@]}" archive --format=tar.gz --prefix=library/ --output="$archive" "$commit"

    if [[ -n $commit && ($release != "$version" || $unpublished == *" $version "*) ]]; then
        source=" @ file://$archive  # $commit"
    fi
    make_library_environment "$release" "$name" "$source"

    [[ -n $commit ]] || tar --create --gzip --file="$archive" --transform='s#^#library/#' \
        --directory="$(echo "$environment"/lib/python*/site-packages)" learning_loop_node
}

headline "The Python library's own suites"
ci/setup build test
find_namespaces 'exec ci/e2e.d/library-world.sh "$@"' --net --pid --mount --fork --kill-child ||
    cannot_run "The suites need namespaces, which this machine does not permit (see $logs/namespaces.log)."
mkdir -p -- "$logs/library"

# All that needs a network comes first.
declare -A releases=() archives=() environments=()
for version in "${versions[@]}"; do
    prepare "$version"
    releases[$version]=$release archives[$version]=$archive environments[$version]=$environment
done

build "$configuration"
headline "learning-loop-node"
python3 ci/e2e.d/library.py --head
failed=()
for version in "${versions[@]}"; do
    setsid "${with_signals[@]}" "${alone[@]}" python3 "$root/ci/e2e.d/library_init.py" "$root/ci/e2e.d/library-suites.sh" \
        "${version//\//-}" "${releases[$version]}" "${archives[$version]}" "${environments[$version]}" "$runs" "$mockloop" &
    await "-$!" "$version" || failed+=("$version")
done
((${#failed[@]} == 0)) || fail "Not all passed that should: ${failed[*]}. What the suites wrote is in $logs/library."
held "The Python library's own suites pass."
