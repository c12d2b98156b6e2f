#!/usr/bin/env bash
# Acknowledgements per second for an event with a JSON object of 350 bytes, over Socket.IO on WebSocket, with 64 and with
# 10,000 clients: mockloop's Socket.IO server (release build) against ack_floor.c, which parses nothing. The server has
# one core, the load another; the two servers take turns, and the medians count. Then the memory of idle clients.
#
#   ci/bench ack [ROUNDS [SECONDS]]    default: 3 rounds of 3 seconds for each server
#
# Exit code 1 if mockloop gives less than two fifths as many acknowledgements as the bare server, or an idle client costs
# it 10 KB or more.
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

readonly bar=0.4 memory_bar=10000 idle_clients=10000
rounds=${1:-3} seconds=${2:-3}
[[ $rounds$seconds =~ ^[1-9][0-9]*$ ]] || wrong_usage "ci/bench ack [ROUNDS [SECONDS]]: whole numbers"

ci/setup build bench
source ci/bench.d/measure.sh
build release

# A trainer's status, as nodes send it, 350 bytes long.
arguments='{"success":true,"id":"917d5c7f-403d-7e92-b95f-577f79c2273a","name":"trainer of the yard","state":"training_running",'
arguments+='"errors":{},"uptime":1234.567,"progress":0.4321,"train_image_count":4096,"test_image_count":512,"skipped_image_count":0,'
arguments+='"hyperparameters":{"resolution":800,"flipRl":true,"flipUd":false},"padding":"'
printf -v padding '%*s' "$((350 - ${#arguments} - 2))" ''
arguments+="${padding// /x}\"}"

for program in ack_floor ack_load; do
    cc -O2 -o "$scratch/$program" "ci/bench.d/$program.c" || cannot_run "cc could not compile ci/bench.d/$program.c."
done

# --- Two servers -----------------------------------------------------------------------------------------------------

declare -A process port

# start_fixture NAME: a fresh Socket.IO server of mockloop's.
start_fixture() {
    local ready=$scratch/$1.json
    start "$1" "$mockloop" fixture socketio --port 0 --ready-file "$ready" --ping-interval 25000 --ping-timeout 20000
    wait_for "$ready" "$1" 30
    process[$1]=$started
    port[$1]=$(sed -n 's/.*"url" *: *"http:[^"]*:\([0-9]*\)".*/\1/p' "$ready")
    taskset --all-tasks --cpu-list --pid "${cores[0]}" "$started" >/dev/null
}

start_fixture mockloop
start floor "${on_server_core[@]}" "$scratch/ack_floor" "$scratch/floor-port"
wait_for "$scratch/floor-port" floor 10
process[floor]=$started
port[floor]=$(cat "$scratch/floor-port")

# --- Turns -----------------------------------------------------------------------------------------------------------

# measure SERVER CLIENTS SECONDS: prints acknowledgements per second, the 99th percentile of their time in ms, and the
# server's CPU time for one in µs.
measure() {
    local server=$1 clients=$2 duration=$3 before after log
    log=$logs/ack-$server.log
    before=$(ticks "${process[$server]}")
    "${on_load_core[@]}" "$scratch/ack_load" "${port[$server]}" /socket.io/ "$clients" "$duration" message-with-ack \
        "$arguments" >"$log" 2>&1 || fail "$server lost clients or gave wrong acknowledgements: $(paste -sd' ' "$log")"
    after=$(ticks "${process[$server]}")
    awk -v used="$((after - before))" -v tick="$ticks_per_second" -v seconds="$duration" '
        $1 == "acknowledgements_per_second" { rate = $2 }
        $1 == "p99_us" { p99 = $2 / 1000 }
        END { printf "%.0f %.2f %.2f\n", rate, p99, rate ? 1e6 * used / tick / (rate * seconds) : 0 }
    ' "$log"
}

row() { printf '  %-8s %-6s %-9s %10s %9s %11s\n' "$@"; }

failures=()
summary=()
for clients in 64 10000; do
    headline "Acknowledgements with $clients clients"
    row clients round server "acks/s" "p99 ms" "CPU us/ack"
    rm -f -- "$scratch"/{mockloop,floor}.rounds
    for ((round = 1; round <= rounds; round++)); do
        for server in mockloop floor; do
            measured=$(measure "$server" "$clients" "$seconds")
            printf '%s\n' "$measured" >>"$scratch/$server.rounds"
            read -r rate p99 cost <<<"$measured"
            row "$clients" "$round" "$server" "$rate" "$p99" "$cost"
        done
    done
    for server in mockloop floor; do
        row "$clients" median "$server" "$(median 1 "$server")" "$(median 2 "$server")" "$(median 3 "$server")"
    done
    ratio=$(awk "BEGIN { printf \"%.3f\", $(median 1 mockloop) / $(median 1 floor) }")
    verdict="with $clients clients $ratio of the bare server's acknowledgements; the bar is $bar"
    say "$verdict"
    if holds "$ratio < $bar"; then failures+=("$verdict"); fi
    summary+=("\"$clients\": {\"mockloop\": $(median 1 mockloop), \"floor\": $(median 1 floor), \"ratio\": $ratio}")
done

# --- Memory ----------------------------------------------------------------------------------------------------------

headline "Memory of $idle_clients idle clients"
start_fixture idle
# Bytes of the process's own: neither its program nor what it shares.
own_bytes() { awk '$1 == "RssAnon:" { print $2 * 1024 }' "/proc/${process[idle]}/status"; }
# The first client brings what is set up only once.
"$scratch/ack_load" "${port[idle]}" /socket.io/ 1 0 >"$logs/ack-first.log" || fail "the first client was lost"
before=$(own_bytes)
rm -f -- "$logs/ack-idle.log"
start ack-idle "$scratch/ack_load" "${port[idle]}" /socket.io/ "$idle_clients" 5
for ((tick = 0; tick < 600; tick++)); do
    if grep -qs '^connected' "$logs/ack-idle.log"; then break; fi
    sleep 0.1
done
[[ $(sed -n 's/^connected //p' "$logs/ack-idle.log") == "$idle_clients" ]] || fail "not all of $idle_clients clients connected"
each=$((($(own_bytes) - before) / idle_clients))
verdict="an idle client costs $each bytes of memory; the bar is $memory_bar"
say "$verdict"
((each < memory_bar)) || failures+=("$verdict")

report=.build/ci/bench-ack.json
printf '{"seconds": %s, %s, %s, "idle_client_bytes": %s, "bar": %s}\n' \
    "$seconds" "${summary[0]}" "${summary[1]}" "$each" "$bar" >"$report"
say "the same as JSON: $report"
((${#failures[@]} == 0)) || fail "$(printf '%s\n' "${failures[@]}")"
held "ci/bench ack: all held"
