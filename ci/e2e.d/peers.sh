#!/usr/bin/env bash
# Python's Socket.IO, Engine.IO and WebSocket libraries, of the early days and of now, against the fixtures and the client
# of mockloop: over http, https, ws and wss, by polling, by WebSocket, and by both with an upgrade between.
#
#   ci/e2e peers [--only server|client|python] [--versions old|new] [--debug]
#
#   --only     server: their clients with our servers; client: our client with their servers (default: both);
#              python: their clients with their servers, which shows that the programs here do what they should
#   --debug    runs the build that is quick to make instead of the one that is quick to run
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

readonly usage="ci/e2e peers [--only server|client|python] [--versions old|new] [--debug]"
# What `mockloop` is called with: as a server, KIND follows; as a client, the address of the server.
readonly server=(fixture) client=(fixture socketio-client --url)
# Above the 20 MB that are sent, which polling makes a third longer.
readonly max_payload=64000000

parties='server client' versions='old new' configuration=release
while (($#)); do
    case $1 in
        --only) parties=${2:?"$usage"} && shift 2 ;;
        --versions) versions=${2:?"$usage"} && shift 2 ;;
        --debug) configuration=debug && shift ;;
        *) wrong_usage "$usage" ;;
    esac
done
[[ $parties =~ ^(server|client|python|server client)$ && $versions =~ ^(old|new|old new)$ ]] || wrong_usage "$usage"

# member FILE NAME: a text member of a ready file.
member() { sed -n 's/.*"'"$2"'" *: *"\([^"]*\)".*/\1/p' "$1" | head -n 1; }

# trust FILE: lets every client that is started from now on trust an authority; each library asks for it in its own way.
trust() {
    export SSL_CERT_FILE=$1 REQUESTS_CA_BUNDLE=$1 WEBSOCKET_CLIENT_CA_BUNDLE=$1
}

# start_peer KIND [ARGUMENT…]: starts a server of theirs. Sets $peer_url.
start_peer() {
    local ready=$scratch/peer.json
    rm -f -- "$ready"
    start "peer-$1" "$environment/bin/python" ci/e2e.d/peer_servers.py "$1" --ready-file "$ready" "${@:2}"
    wait_for "$ready" "peer-$1" 30
    peer_url=$(member "$ready" url)
}

# talk KIND [ARGUMENT…] URL…: lets their clients talk to a server.
talk() { aloud "$environment/bin/python" ci/e2e.d/peer_clients.py "$@" || failed+=("$version $1"); }

headline "Python's Socket.IO, Engine.IO and WebSocket"
export PYTHONDONTWRITEBYTECODE=1
ci/setup build test
if [[ $parties != python ]]; then build "$configuration"; fi

# An authority for their servers; ours make their own.
{
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$scratch/authority.key" -out "$scratch/authority.pem" -days 2 \
        -subj '/CN=authority of a test' -addext 'keyUsage=critical,keyCertSign'
    openssl req -newkey rsa:2048 -nodes -keyout "$scratch/peer.key" -out "$scratch/peer.csr" -subj '/CN=localhost'
    openssl x509 -req -in "$scratch/peer.csr" -CA "$scratch/authority.pem" -CAkey "$scratch/authority.key" \
        -CAcreateserial -days 2 -extfile <(echo 'subjectAltName=DNS:localhost,IP:127.0.0.1') -out "$scratch/peer.pem"
} 2>/dev/null
readonly with_tls=(--certificate "$scratch/peer.pem" --private-key "$scratch/peer.key")

# All before anybody is told whom to trust, which would hold for PyPI, too.
for version in $versions; do make_environment "peers-$version" "ci/e2e.d/peers-$version.txt"; done

# The fixtures' own heartbeat is that of the suites; Python takes longer than that for 20 MB.
declare -A heartbeat=([websocket]='')
for kind in socketio engineio; do heartbeat[$kind]='--ping-interval 5000 --ping-timeout 20000'; done

failed=()
for version in $versions; do
    make_environment "peers-$version" "ci/e2e.d/peers-$version.txt"

    if [[ $parties == *server* ]]; then
        for kind in socketio engineio websocket; do
            headline "Their clients ($version), our server: $kind"
            ready=$scratch/fixture-$kind.json
            rm -f -- "$ready"
            start "fixture-$kind" "$mockloop" "${server[@]}" "$kind" --port 0 --tls-port 0 --ready-file "$ready" \
                --max-payload "$max_payload" ${heartbeat[$kind]}
            wait_for "$ready" "fixture-$kind" 30
            pid=$started
            trust "$(member "$ready" ca_certificate)"
            urls=("$(member "$ready" url)" "$(member "$ready" tls_url)")
            # Those who speak WebSocket and nothing else know no other schemes.
            if [[ $kind == websocket ]]; then urls=("${urls[@]/#http/ws}"); fi
            talk "$kind" "${urls[@]}"
            end "-$pid"
        done
    fi

    if [[ $parties == *client* ]]; then
        trust "$scratch/authority.pem"
        for kind in socketio-aiohttp socketio-uvicorn; do
            for tls in '' tls; do
                headline "Our client, their server ($version): $kind ${tls:+with TLS}"
                start_peer "$kind" ${tls:+"${with_tls[@]}"}
                pid=$started
                aloud "$mockloop" "${client[@]}" "$peer_url" ${tls:+--ca-certificate "$scratch/authority.pem"} ||
                    failed+=("$version $kind $tls")
                end "-$pid"
            done
        done
    fi

    if [[ $parties == python ]]; then
        trust "$scratch/authority.pem"
        for kind in socketio-aiohttp socketio-uvicorn engineio websocket; do
            for tls in '' tls; do
                headline "Their clients, their server ($version): $kind ${tls:+with TLS}"
                start_peer "$kind" ${tls:+"${with_tls[@]}"}
                pid=$started
                talk "${kind%-*}" --tolerant "$peer_url"
                end "-$pid"
            done
        done
    fi
done
((${#failed[@]} == 0)) || fail "This did not hold: ${failed[*]}. Output of servers is in $logs."
held "Python's libraries and mockloop understand each other."
