# shellcheck shell=bash
# What the benchmarks of servers share; sourced behind ci/lib.sh, never run.

# The server has one core, the load another.
cores=()
for ((core = 0; core < 1024 && ${#cores[@]} < 2; core++)); do
    if taskset --cpu-list "$core" true 2>/dev/null; then cores+=("$core"); fi
done
((${#cores[@]} == 2)) || cannot_run "The measurement needs two cores: one for the server, one for the load."
on_server_core=(taskset --cpu-list "${cores[0]}")
on_load_core=(taskset --cpu-list "${cores[1]}")

ticks_per_second=$(getconf CLK_TCK)

# The CPU time that a process has used, in ticks (its 14th and 15th value, after the name in parentheses).
ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }

# median N SERVER: the median of a column of what was measured.
median() {
    awk -v n="$1" '{ print $n }' "$scratch/$2.rounds" | sort -g |
        awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# holds CONDITION: whether it is true of numbers, fractions too.
holds() { awk "BEGIN { exit !($1) }"; }

