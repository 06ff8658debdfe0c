#!/usr/bin/env bash
# Kills the whole process group of `shapelaw demo` with SIGKILL at random moments, starts it again each time, and
# compares the measured losses with those of an undisturbed run: they must be equal to the last digit.
#
#   scripts/crash-test.sh [KILLS] [SEED] [DEMO OPTIONS…]
#
# KILLS defaults to 5, SEED to 1. Takes about two demos' time. Exit code 0: everything equal and nothing repeated.
set -euo pipefail
cd "$(dirname "$0")/.."

kills=${1:-5}
RANDOM=${2:-1}
shift $(($# < 2 ? $# : 2))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "== undisturbed"
./shapelaw demo --folder "$work/calm" "$@" > "$work/calm.log" 2>&1 || { tail -20 "$work/calm.log"; exit 1; }
calm=$(sed -n 's/^Demo finished in \([0-9]*\) s.*/\1/p' "$work/calm.log")
echo "   took ${calm:?the demo did not say how long it took} s"

for i in $(seq "$kills"); do
  setsid ./shapelaw demo --folder "$work/killed" "$@" > "$work/killed-$i.log" 2>&1 &
  group=$!
  pause=$((RANDOM % (calm / 2) + 3))
  sleep "$pause"
  if kill -9 -- "-$group" 2>/dev/null; then
    done_runs=$(sqlite_count=$(./shapelaw status "$work/killed" 2>/dev/null | sed -n 's/^\([0-9]*\) of .* runs.*/\1/p'); echo "${sqlite_count:-?}")
    echo "== kill $i after $pause s: $done_runs runs stored"
  else
    echo "== kill $i came too late: the demo had ended"
  fi
  wait "$group" 2>/dev/null || true
done

echo "== to the end"
./shapelaw demo --folder "$work/killed" "$@" > "$work/last.log" 2>&1 || { tail -20 "$work/last.log"; exit 1; }

losses() { cut -d, -f"$(head -1 "$1" | tr , '\n' | grep -nx "$2" | cut -d: -f1)" "$1"; }
for folder in calm killed; do
  table="$work/$folder/report/tables/runs.csv"
  paste -d, <(losses "$table" run) <(losses "$table" error_rate) <(losses "$table" training_loss) | sort > "$work/$folder.losses"
done
echo "   $(($(wc -l < "$work/calm.losses") - 1)) runs compared"
if diff "$work/calm.losses" "$work/killed.losses"; then
  echo "PASS: every loss is the same to the last digit"
else
  echo "FAIL: losses differ" >&2
  exit 1
fi
