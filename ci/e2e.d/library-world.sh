#!/usr/bin/env bash
# Furnishes a world for the suites of the Python library, and runs a command there:
#
#   unshare --net --pid --mount --fork --kill-child -- ci/e2e.d/library-world.sh COMMAND…
#
# The suites were written for a container and for the Loop of their authors: they write to /data, /.pytest_cache and
# /tmp, end processes by name, serve at fixed ports, and know the Loop as preview.learning-loop.ai or as backend. In
# this world these names are 127.0.0.2, whose ports are all free for the Loop, as those of 127.0.0.1 are for nodes;
# there is no other network, and the root folder, with /data and /tmp, is empty memory. All else is the machine's.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
world=$root/.build/ci/world
mkdir -p "$world"
mount -t tmpfs -o mode=1777 world "$world"

shopt -s dotglob
for entry in /*; do
    name=${entry#/}
    if [[ $name =~ ^(data|proc|tmp)$ ]]; then
        continue
    elif [[ -L $entry ]]; then
        cp --no-dereference -- "$entry" "$world"
    elif [[ -d $entry ]]; then
        mkdir -- "$world/$name"
        mount --rbind -- "$entry" "$world/$name"
    fi
done
mkdir --mode=1777 -- "$world/data" "$world/tmp"
mkdir -- "$world/proc"
mount -t proc proc "$world/proc"
# Whoever keeps the project in /tmp finds it there.
if [[ ! -d $world$root ]]; then
    mkdir -p -- "$world$root"
    mount --rbind -- "$root" "$world$root"
fi

printf '%s\n' '127.0.0.1 localhost' '127.0.0.2 backend learning-loop.ai preview.learning-loop.ai' >"$world/hosts"
mount --bind -- "$world/hosts" "$world/etc/hosts"
# Versions up to 0.7.53 take every image for broken with jpeginfo 1.7, and without any for whole.
if jpeginfo=$(command -v jpeginfo); then mount --bind -- /dev/null "$world$jpeginfo"; fi
ip link set lo up
printf 0 >"$world/proc/sys/net/ipv4/ip_unprivileged_port_start"

exec chroot "$world" "$@"
