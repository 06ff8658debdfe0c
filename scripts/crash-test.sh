#!/usr/bin/env bash
# Kills the whole process group of `shapelaw demo` with SIGKILL at random moments, starts it again each time, and
# compares the measured losses with those of an undisturbed run: they must be equal to the last digit.
#
#   scripts/crash-test.sh [KILLS] [SEED]
#
# KILLS defaults to 5, SEED to 1. CALM names the folder of an undisturbed demo to compare with; without it, one is run
# first. Exit code 0: every run has the very same losses as in the undisturbed demo.
set -euo pipefail
cd "$(dirname "$0")/.."

kills=${1:-5}
RANDOM=${2:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ -z "${CALM:-}" ]; then
  CALM=$work/calm
  echo "== undisturbed"
  ./shapelaw demo --folder "$CALM" > "$work/calm.log" 2>&1 || { tail -20 "$work/calm.log"; exit 1; }
fi

stored() {
  ./shapelaw status "$work/killed" 2>/dev/null | head -1
}

# What is stored: run, attempt that made it, moment at which it was stored. Read with Python's own SQLite.
results() {
  python3 - "$work/killed/study.db" <<'PYTHON'
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("SELECT run, attempt, accepted_at FROM results ORDER BY run")
print("\n".join(" ".join(map(str, row)) for row in rows))
PYTHON
}
python3 -c 'import sqlite3' 2>/dev/null || results() { :; }

longest=${LONGEST:-60}
landed=0
for i in $(seq "$kills"); do
  setsid ./shapelaw demo --folder "$work/killed" > "$work/killed-$i.log" 2>&1 &
  group=$!
  pause=$((RANDOM % (longest - 10) + 10))
  sleep "$pause"
  if kill -9 -- "-$group" 2>/dev/null; then
    wait "$group" 2>/dev/null || true
    echo "== kill $i after $pause s: $(stored)"
    landed=$((landed + 1))
    results > "$work/results-$i"
  else
    echo "== kill $i came too late: the demo had ended"
  fi
done

if [ "$landed" -eq 0 ]; then
  echo "FAIL: no kill came in time" >&2
  exit 1
fi
echo "== to the end"
./shapelaw demo --folder "$work/killed" > "$work/last.log" 2>&1 || { tail -20 "$work/last.log"; exit 1; }
grep 'Going on' "$work/last.log" || true

results > "$work/results-end"
for before in "$work"/results-[0-9]*; do
  if [ -n "$(comm -23 "$before" "$work/results-end")" ]; then
    echo "FAIL: results that were stored before a kill were made again or lost" >&2
    exit 1
  fi
done
echo "   nothing that was stored before a kill was made again ($(wc -l < "$work/results-end") results)"

# The columns run_id, error_rate and training_loss, whatever their places.
losses() {
  tr -d '\r' < "$1/report/tables/runs.csv" | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
    { print $at["run_id"], $at["error_rate"], $at["training_loss"] }' | sort
}
losses "$CALM" > "$work/calm.losses"
losses "$work/killed" > "$work/killed.losses"
echo "   $(($(wc -l < "$work/calm.losses") - 1)) runs compared"
if diff "$work/calm.losses" "$work/killed.losses"; then
  echo "PASS: every loss is the same to the last digit"
else
  echo "FAIL: losses differ" >&2
  exit 1
fi
