#!/usr/bin/env bash
# Kills trials, the coordinator or both with SIGKILL at random moments during sweeps, simulated and real, starts again what
# needs it, and compares everything with an undisturbed sweep: no result that was stored may be lost, changed or made
# twice, and the final tables must be the same to the last digit.
#
#   scripts/kill-test.sh [KILLS] [SEED]
#
# KILLS defaults to 200, SEED to 1. From the environment:
#   ON      where to run, as in `shapelaw run --on` (default: local)
#   SWEEPS  which sweeps to disturb (default: "simulated real"); kills are shared out evenly
#   MORE    more lines for the study files, for example $'slurm:\n  time_limit: 5'
#   TRIALS  what the command line of a trial's process holds beside the study's folder (default: TrialMain)
#   WORK    where to work; must be seen by every machine that trains (default: a temporary folder that is deleted)
#
# Needs Python 3 with sqlite3 to look into the store; without it only the final tables are compared.
# Exit code 0: all is as if nothing had happened.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/small-sweeps.sh

kills=${1:-200}
RANDOM=${2:-1}
on=${ON:-local}
pattern=${TRIALS:-TrialMain}
read -ra sweeps <<< "${SWEEPS:-simulated real}"
work_folder
coordinator=
# Whatever ends this script, nothing that it started goes on. The pattern holds its own folder.
end_all() {
  [ -z "$coordinator" ] || kill -9 "$coordinator" 2>/dev/null || true
  trials "$work/" | xargs -r kill -9 2>/dev/null || true
  delete_work
}
trap end_all EXIT

# Writes the study of a sweep into folder $2.
study() {
  if [ "$1" = simulated ]; then
    examples='[16000, 32000, 64000]'
    trainer=$'trainer: simulated\nsimulation: {in_processes: true, run_seconds: 0.5}\n'
  else
    examples='[1280, 1920, 3200]'
    trainer=
  fi
  small_study "$2" killed "$examples" "${examples%,*}]" 64 "workers: {threads: 1, checkpoint_seconds: 1, device: cpu}
$trainer${MORE:-}"
}

# Starts the coordinator of the study in $1, and sets coordinator to its process.
start() {
  starts=$((starts + 1))
  ./shapelaw run --on "$on" --max-attempts 1000 "$1" > "$1/run-$starts.log" 2>&1 &
  coordinator=$!
}

# The trials' processes below folder $1. pgrep leaves itself out.
trials() {
  pgrep -f "$pattern.* $1" || true
}

# What is stored: run, attempt that made it, moment of storing, and what was measured.
stored() {
  python3 - "$1/study.db" <<'PYTHON'
import json, os, sqlite3, sys
if os.path.exists(sys.argv[1]):
    store = sqlite3.connect(sys.argv[1], timeout=20)
    if store.execute("SELECT 1 FROM sqlite_schema WHERE name = 'results'").fetchone():
        for run, attempt, moment, outcome, text in store.execute(
                "SELECT run, attempt, accepted_at, outcome, result FROM results ORDER BY run"):
            result = json.loads(text)
            measured = {k: v for k, v in result.items() if k not in ("provenance", "trainingSeconds")}
            print(run, attempt, moment, outcome, json.dumps(measured, sort_keys=True), sep="\t")
PYTHON
}
python3 -c 'import sqlite3' 2>/dev/null || {
  echo "No Python 3 with sqlite3: only the final tables are compared."
  stored() { :; }
}

# The measurements alone.
measured() {
  stored "$1" | cut -f 1,4,5
}

# Ends one of three: a trial, the coordinator, or the coordinator with all its trials. Sets killed to what it was.
kill_someone() {
  killed=
  case $((RANDOM % 3)) in
    0)
      mapfile -t alive < <(trials "$1/")
      [ "${#alive[@]}" -gt 0 ] || return 0
      kill -9 "${alive[RANDOM % ${#alive[@]}]}" 2>/dev/null || return 0
      killed=trial
      ;;
    1)
      kill -9 "$coordinator" 2>/dev/null || return 0
      killed=coordinator
      ;;
    2)
      mapfile -t alive < <(trials "$1/")
      kill -9 "$coordinator" "${alive[@]}" 2>/dev/null || true
      killed=both
      ;;
  esac
}

# True while the coordinator lives.
lives() {
  kill -0 "$coordinator" 2>/dev/null
}

# Checks a finished sweep in $1 against the undisturbed one in $2.
check() {
  stored "$1" > "$1/end.stored"
  for before in "$1"/stored-*; do
    [ -e "$before" ] || continue
    lost=$(comm -23 "$before" "$1/end.stored" | wc -l)
    [ "$lost" -eq 0 ] || fail "$lost results that were stored before a kill were lost or made again ($before)"
  done
  diff <(measured "$2") <(cut -f 1,4,5 "$1/end.stored") > "$1/measured.diff" || fail "measurements differ" "$1/measured.diff"
}

# Disturbs sweep $1 by $2 kills.
disturb() {
  calm=$work/$1-calm
  study "$1" "$calm"
  starts=0
  began=$SECONDS
  start "$calm"
  wait "$coordinator" || fail "the undisturbed sweep failed" "$calm/run-1.log"
  coordinator=
  calm_seconds=$((SECONDS - began))
  runs=$(table "$calm")
  longest=${LONGEST:-$(((calm_seconds + 3) / 4 > 4 ? 4 : (calm_seconds + 3) / 4))}
  echo "== $1: undisturbed $calm_seconds s, $runs"

  declare -A counts=([trial]=0 [coordinator]=0 [both]=0)
  landed=0
  round=0
  began=$SECONDS
  while [ "$landed" -lt "$2" ]; do
    round=$((round + 1))
    folder=$work/$1-$round
    study "$1" "$folder"
    starts=0
    start "$folder"
    while lives && [ "$landed" -lt "$2" ]; do
      sleep "$(printf '%d.%03d' $((RANDOM % longest)) $((RANDOM % 1000)))"
      lives || break
      kill_someone "$folder"
      [ -n "$killed" ] || continue
      landed=$((landed + 1))
      counts[$killed]=$((counts[$killed] + 1))
      if [ "$killed" != trial ]; then
        wait "$coordinator" 2>/dev/null || true
        stored "$folder" > "$folder/stored-$landed"
        start "$folder"
      else
        stored "$folder" > "$folder/stored-$landed"
      fi
    done
    wait "$coordinator" || fail "the sweep failed" "$folder/run-$starts.log"
    coordinator=
    check "$folder" "$calm"
    echo "   sweep $round: $landed kills so far, $starts starts, $(wc -l < "$folder/end.stored") results as undisturbed"
    last=$folder
  done
  same "$calm" "$last" \
    "$1: ${counts[trial]} trials, ${counts[coordinator]} coordinators, ${counts[both]} times both killed in $((SECONDS - began)) s"
}

./shapelaw --version > /dev/null # builds if need be
share=$(((kills + ${#sweeps[@]} - 1) / ${#sweeps[@]}))
done=0
for sweep in "${sweeps[@]}"; do
  part=$((kills - done < share ? kills - done : share))
  disturb "$sweep" "$part"
  done=$((done + part))
done
pass "$done kills on $on; nothing lost, nothing twice, the same tables"
