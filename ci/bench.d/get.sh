#!/usr/bin/env bash
# Requests per second for GET …/models?format=format_a on 64 connections: mockloop (release build) against get_floor.c,
# a bare epoll server that answers the same bytes. The server has one core, the load (wrk) another; the two servers take
# turns, and the medians count.
#
#   ci/bench get [ROUNDS [SECONDS]]    default: 5 rounds of 3 seconds for each server
#
# Exit code 1 if mockloop answers less than half as many requests as the bare server.
source "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

readonly bar=0.5 connections=64
rounds=${1:-5} seconds=${2:-3}
[[ $rounds$seconds =~ ^[1-9][0-9]*$ ]] || wrong_usage "ci/bench get [ROUNDS [SECONDS]]: whole numbers"

ci/setup build bench
source ci/bench.d/measure.sh
build release

# --- Two servers -----------------------------------------------------------------------------------------------------

headline "GET …/models?format=format_a on $connections connections"
start_loop
taskset --all-tasks --cpu-list --pid "${cores[0]}" "$loop_pid" >/dev/null
declare -A process=([mockloop]=$loop_pid) url

# One model in format_a, so that the list has something to tell: the first model of the project gets that format.
project=$loop_url/api/zauberzeug/projects/demo
model=$(curl -sS "$project/models" | sed -n 's/^[^[]*\[ *{ *"id" *: *"\([^"]*\)".*/\1/p')
curl -sS --fail --output /dev/null --request PUT --form files=@Package.swift "$project/models/$model/format_a/file" ||
    cannot_run "The Loop did not take a model."
url[mockloop]="$project/models?format=format_a"

cc -O2 -o "$scratch/floor" ci/bench.d/get_floor.c || cannot_run "cc could not compile ci/bench.d/get_floor.c."
curl -sS --include --raw "${url[mockloop]}" >"$scratch/response"
start floor "${on_server_core[@]}" "$scratch/floor" "$scratch/response" "$scratch/floor-port"
wait_for "$scratch/floor-port" floor 10
process[floor]=$started
url[floor]="http://127.0.0.1:$(cat "$scratch/floor-port")${url[mockloop]#"$loop_url"}"
say "the answer has $(wc -c <"$scratch/response") bytes; server on core ${cores[0]}, load on core ${cores[1]}"

# --- Turns -----------------------------------------------------------------------------------------------------------

# measure SERVER SECONDS: prints requests per second, 99th percentile of the latency in ms, the server's CPU time for a
# request in µs, and the share of its core that the server and the load used, in per cent.
measure() {
    local server=$1 duration=$2 before after TIMEFORMAT='%R %U %S'
    before=$(ticks "${process[$server]}")
    { time "${on_load_core[@]}" wrk --threads 1 --connections "$connections" --duration "${duration}s" --latency \
        "${url[$server]}" >"$logs/wrk-$server.log" 2>&1; } 2>"$scratch/time" ||
        cannot_run "wrk failed: $(tail -n 1 "$logs/wrk-$server.log")"
    after=$(ticks "${process[$server]}")
    if grep -E 'Non-2xx|Socket errors' "$logs/wrk-$server.log" >&2; then
        fail "$server did not answer every request."
    fi
    awk -v used="$((after - before))" -v tick="$ticks_per_second" '
        FNR == NR { real = $1; load = $2 + $3; next }
        $1 == "99%" { p99 = $2 + 0; if ($2 ~ /us$/) p99 /= 1000; else if ($2 !~ /ms$/) p99 *= 1000 }
        $1 == "Requests/sec:" { rate = $2 }
        END {
            busy = used / tick / real
            printf "%.0f %.2f %.2f %.0f %.0f\n", rate, p99, 1e6 * busy / rate, 100 * busy, 100 * load / real
        }
    ' "$scratch/time" "$logs/wrk-$server.log"
}

row() { printf '  %-6s %-9s %12s %9s %12s %12s %10s\n' "$@"; }

for server in mockloop floor; do measure "$server" 1 >/dev/null; done
row round server requests/s "p99 ms" "CPU us/req." "server core" "load core"
for ((round = 1; round <= rounds; round++)); do
    for server in mockloop floor; do
        measured=$(measure "$server" "$seconds")
        printf '%s\n' "$measured" >>"$scratch/$server.rounds"
        read -r rate p99 cost busy load <<<"$measured"
        row "$round" "$server" "$rate" "$p99" "$cost" "$busy %" "$load %"
    done
done

# --- Verdict ---------------------------------------------------------------------------------------------------------

summary=()
for server in mockloop floor; do
    rate=$(median 1 "$server") p99=$(median 2 "$server") cost=$(median 3 "$server")
    busy=$(median 4 "$server") load=$(median 5 "$server")
    row median "$server" "$rate" "$p99" "$cost" "$busy %" "$load %"
    if holds "$load >= 95 && $busy < 90"; then
        say "the load is the bottleneck for $server: it used its core up, the server could have done more"
    elif holds "$load < 90 && $busy < 90"; then
        say "neither core was used up with $server: other programs took their share, the reading is worth little"
    fi
    rates=$(awk '{ print $1 }' "$scratch/$server.rounds" | paste -sd,)
    summary+=("\"$server\": {\"requests_per_second\": $rate, \"p99_milliseconds\": $p99,
    \"cpu_microseconds_per_request\": $cost, \"server_core_percent\": $busy, \"load_core_percent\": $load, \"rounds\": [$rates]}")
done

ratio=$(awk "BEGIN { printf \"%.3f\", $(median 1 mockloop) / $(median 1 floor) }")
report=.build/ci/bench-get.json
printf '{"connections": %s, "seconds": %s,\n  %s,\n  %s,\n  "ratio": %s, "bar": %s}\n' \
    "$connections" "$seconds" "${summary[0]}" "${summary[1]}" "$ratio" "$bar" >"$report"
say "the same as JSON: $report"
verdict="mockloop answers $ratio times as many requests as the bare server; the bar is $bar."
if holds "$ratio < $bar"; then fail "$verdict"; fi
held "$verdict"
