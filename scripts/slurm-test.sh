#!/usr/bin/env bash
# Runs small real studies with `shapelaw run --on slurm` on a Slurm of two nodes on this machine, disturbs them, and
# compares their tables with those of undisturbed local runs: they must be the same to the last digit.
#
#   scripts/slurm-test.sh [--install] [KILLS] [SEED]
#
# KILLS (default 10) is the number of random `kill -9` at the end, of trials, the coordinator or both; SEED defaults to 1.
# Needs Debian's slurmctld, slurmd, slurm-client and munge, or their like; --install installs them (as root, by apt-get),
# otherwise the test says SKIPPED where they are missing. From the environment: PARTS says what to try (default: "arrays
# requeue adoption limit kills"); WORK keeps everything in that folder (default: a temporary one).
# Exit code 0: everything passed, or was skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/small-sweeps.sh
PATH=$PATH:/usr/sbin:/sbin

if [ "${1:-}" = --install ]; then
  shift
  scripts/slurm-loopback.sh check > /dev/null || {
    apt-get update -qq && apt-get install -y -qq --no-install-recommends slurmctld slurmd slurm-client munge > /dev/null
  } || { echo "SKIPPED: the packages of Slurm cannot be installed"; exit 0; }
fi
parts=" ${PARTS:-arrays requeue adoption limit kills} "
kills=${1:-10}
seed=${2:-1}
missing=$(scripts/slurm-loopback.sh check) || { echo "SKIPPED: Slurm is $missing"; exit 0; }

work_folder
coordinator=
finish() {
  [ -z "$coordinator" ] || kill -9 "$coordinator" 2> /dev/null || true
  scripts/slurm-loopback.sh stop "$work/cluster" || true
  delete_work
}
trap finish EXIT

# Writes a study into folder $1. $2: examples of the star; $3: more lines; $4: width of the centre.
study() {
  small_study "$1" slurm-test "$2" '[1280, 1920]' "${4:-64}" "workers: {threads: 1, checkpoint_seconds: 1, device: cpu}
$3"
}

# Starts the coordinator of the study in $1.
start() {
  ./shapelaw run --on slurm "$1" >> "$1/run.log" 2>&1 &
  coordinator=$!
}

# Tasks of the study in $1 that are in one of the states $2.
tasks() { squeue -h -r -o '%F_%K %o' --states="$2" | awk -v at="$1/" 'index($2, at) { print $1 }'; }

# Waits until the study in $1 has a task in one of the states $2; sets task to it.
await_task() {
  for _ in $(seq 600); do
    task=$(tasks "$1" "$2" | head -n 1)
    [ -z "$task" ] || return 0
    kill -0 "$coordinator" 2> /dev/null || fail "the coordinator ended too early" "$1/run.log"
    sleep 0.1
  done
  fail "no task became $2" "$1/run.log"
}

./shapelaw --version > /dev/null # builds if need be
SLURM_CONF=$(MIN_JOB_AGE=3600 scripts/slurm-loopback.sh start "$work/cluster") || fail "Slurm did not start"
export SLURM_CONF
echo "== $(sbatch --version) on loopback, $(sinfo -h -N | wc -l) nodes"

wanted() { case $parts in *" $1 "*) ;; *) false ;; esac; }

short='[1280, 1920, 3200]'
quick='slurm: {poll_seconds: 0.5, settling_seconds: 2, max_jobs: 40}'

calm() {
  [ ! -e "$work/calm" ] || return 0
  study "$work/calm" "$short" ''
  run_undisturbed "$work/calm"
}

if wanted arrays; then
  calm
  study "$work/plain" "$short" "$quick"
  began=$SECONDS
  start "$work/plain"
  to_the_end "$work/plain"
  arrays=$(tasks "$work/plain" all | sed 's/_.*//' | sort -u | wc -l)
  echo "== on Slurm: $(tasks "$work/plain" all | wc -l) tasks in $arrays arrays, $((SECONDS - began)) s"
  same "$work/calm" "$work/plain" "job arrays"
fi

if wanted requeue; then
  calm
  study "$work/requeue" "$short" "$quick"
  start "$work/requeue"
  await_task "$work/requeue" RUNNING
  await_progress "$work/requeue"
  requeued=0
  for task in $(tasks "$work/requeue" RUNNING); do
    if scontrol requeue "$task" 2> /dev/null; then requeued=$((requeued + 1)); fi
  done
  # Slurm lets a requeued job wait two minutes; a test needs not to.
  while kill -0 "$coordinator" 2> /dev/null; do
    for task in $(squeue -h -r -o '%F_%K %r' | awk '$2 == "BeginTime" { print $1 }'); do
      scontrol update JobId="$task" StartTime=now
    done
    sleep 1
  done
  to_the_end "$work/requeue"
  restarts=$(squeue -h -r --states=all -O 'RestartCnt:12,Command:300' | awk -v at="$work/requeue/" 'index($2, at) { n += $1 } END { print n + 0 }')
  [ "$restarts" -gt 0 ] || fail "no task was requeued" "$work/requeue/run.log"
  again=$(tasks "$work/requeue" all | wc -l)
  same "$work/calm" "$work/requeue" "$requeued tasks of an array requeued, $restarts restarts, $again tasks in all"
fi

if wanted adoption; then
  calm
  study "$work/adopted" "$short" "$quick"
  start "$work/adopted"
  await_task "$work/adopted" RUNNING
  await_progress "$work/adopted"
  kill -9 "$coordinator"
  wait "$coordinator" 2> /dev/null || true
  left=$(tasks "$work/adopted" PENDING,RUNNING | wc -l)
  [ "$left" -gt 0 ] || fail "no task outlived its coordinator" "$work/adopted/run.log"
  before=$(tasks "$work/adopted" all | wc -l)
  said=$(wc -l < "$work/adopted/run.log")
  start "$work/adopted"
  for _ in $(seq 300); do
    [ "$(wc -l < "$work/adopted/run.log")" -eq "$said" ] || break
    sleep 0.1
  done
  sleep 1
  kill -TERM "$coordinator"
  wait "$coordinator" 2> /dev/null || true
  grep -q "stay in Slurm's queue" "$work/adopted/run.log" || fail "the coordinator did not say what it left" "$work/adopted/run.log"
  [ -n "$(tasks "$work/adopted" PENDING,RUNNING)" ] || fail "no task outlived SIGTERM of its coordinator" "$work/adopted/run.log"
  sleep 3
  start "$work/adopted"
  to_the_end "$work/adopted"
  after=$(tasks "$work/adopted" all | wc -l)
  [ "$before" -eq "$after" ] || fail "tasks were submitted again: $before before, $after after" "$work/adopted/run.log"
  same "$work/calm" "$work/adopted" "coordinator killed with $left tasks left, another one ended by SIGTERM; none of the $after tasks submitted twice"
fi

if wanted limit; then
  long='[1280, 40000]'
  study "$work/long-calm" "$long" '' 128
  run_undisturbed "$work/long-calm"
  study "$work/long" "$long" 'slurm: {poll_seconds: 0.5, settling_seconds: 2, max_jobs: 40, time: 2, signal_seconds: 60}' 128
  start "$work/long"
  to_the_end "$work/long"
  stopped=$(squeue -h -r --states=all -O 'exit_code:12,Command:300' | awk -v at="$work/long/" 'index($2, at) && $1 == 75 * 256 { n++ } END { print n + 0 }')
  [ "$stopped" -gt 0 ] || fail "no task came to its time limit" "$work/long/run.log"
  same "$work/long-calm" "$work/long" "time limit of 2 minutes: $stopped jobs ended with a checkpoint, from which others went on"
fi

if wanted kills && [ "$kills" -gt 0 ]; then
  ON=slurm MORE=$'slurm: {poll_seconds: 0.5, settling_seconds: 2}' WORK=$work/kills scripts/kill-test.sh "$kills" "$seed" \
    || fail "random kills"
fi
