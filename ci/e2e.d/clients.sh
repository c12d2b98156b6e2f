#!/usr/bin/env bash
# A model of 100 MB through curl, httpx, requests and aiohttp, up and down, byte for byte; the server's memory meanwhile.
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

headline "A model of 100 MB through curl, httpx, requests and aiohttp"
ci/setup build test
build debug
make_environment clients ci/e2e.d/clients.txt
start_loop
aloud "$environment/bin/python" ci/e2e.d/clients.py "$loop_url" "$loop_pid" "$scratch"
