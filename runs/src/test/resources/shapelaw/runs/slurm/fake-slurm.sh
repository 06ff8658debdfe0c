#!/bin/bash
# A test double of Slurm: sbatch, squeue, scancel, scontrol and sacct, by the name under which this is called. Scripts
# really run, as processes of their own that nobody's death ends; arrays, requeue, signals, slots and time limits behave
# as Slurm 22.05 was seen to behave. State and switches are files in the folder FAKE_SLURM:
#
#   slots           tasks that run at once (default 8)
#   max_array_size  as scontrol tells it (default 1001)
#   max_submit      tasks of a user that may be in the queue; more are refused, a whole array at a time
#   refuse          text with which sbatch refuses everything
#   down            the controller gives no answer
#   lose_answer     sbatch takes the next array, but its answer gets lost; killed: because sbatch is killed;
#                   late: Slurm does not know the array yet, whose script is in the file late
#   limit_seconds   running time after which a task gets SIGTERM (--signal), and 5 s later is killed
#   hidden          tasks that squeue does not show
#   accounts        sacct answers
#   jobs/<array>_<index>/{state,status,reason,name,pid,restarts,requeue,ended}
#   calls           one line a call: name and arguments
set -u
root=${FAKE_SLURM:?}
jobs=$root/jobs
mkdir -p "$jobs" "$root/lock"
tool=${0##*/}

setting() { if [ -r "$root/$1" ]; then cat "$root/$1"; else echo "$2"; fi; }
put() { printf '%s\n' "$2" > "$1.new" && mv "$1.new" "$1"; }
state() { cat "$jobs/$1/state" 2>/dev/null; }

answers() {
  if [ -e "$root/down" ]; then
    echo "$tool: error: Unable to contact slurm controller (connect failure)" >&2
    exit 1
  fi
}

# Changes a task's state from one of those given to another; fails if it has none of them.
change() { # task from-list to [reason] [status]
  (
    flock 9
    case " $2 " in
      *" $(state "$1") "*) ;;
      *) exit 1 ;;
    esac
    put "$jobs/$1/reason" "${4:-None}"
    put "$jobs/$1/status" "${5:-0}"
    put "$jobs/$1/state" "$3"
  ) 9> "$root/lock/$1"
}

directive() { sed -n "s/^#SBATCH --$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}$/\1/p" "$2" | head -n 1; }

sbatch() {
  answers
  [ "$1" = --parsable ] || { echo "sbatch: unrecognized option '$1'" >&2; exit 1; }
  local range=${2#--array=0-} script=$3
  local count=$((range + 1))
  if [ -e "$root/refuse" ]; then
    cat "$root/refuse" >&2
    exit 1
  fi
  if [ "$count" -gt "$(setting max_array_size 1001)" ]; then
    echo "sbatch: error: Batch job submission failed: Invalid job array specification" >&2
    exit 1
  fi
  local queued
  queued=$(grep -lxE 'PENDING|RUNNING' "$jobs"/[0-9]*/state 2>/dev/null | wc -l)
  if [ $((queued + count)) -gt "$(setting max_submit 1000000)" ]; then
    echo "sbatch: error: QOSMaxSubmitJobPerUserLimit" >&2
    echo "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy" >&2
    exit 1
  fi
  if [ "$(setting lose_answer '')" = late ]; then
    cp "$script" "$root/late"
    lost_answer
  fi
  local array
  {
    flock 9
    array=$(($(setting next 0) + 1))
    put "$root/next" "$array"
  } 9> "$root/lock/next"
  mkdir "$jobs/script-$array"
  cp "$script" "$jobs/script-$array/script"
  local index task
  for index in $(seq 0 "$range"); do
    task=${array}_$index
    mkdir "$jobs/new-$task"
    directive job-name "$script" > "$jobs/new-$task/name"
    echo 0 > "$jobs/new-$task/restarts"
    echo Priority > "$jobs/new-$task/reason"
    echo 0 > "$jobs/new-$task/status"
    echo PENDING > "$jobs/new-$task/state"
    mv "$jobs/new-$task" "$jobs/$task"
    setsid "$root/bin/runner" "$array" "$index" > /dev/null 2>> "$root/runner.err" < /dev/null &
  done
  if [ "$(setting lose_answer '')" = killed ]; then
    rm "$root/lose_answer"
    kill -KILL $$
  fi
  [ ! -e "$root/lose_answer" ] || lost_answer
  echo "$array"
}

lost_answer() {
  rm "$root/lose_answer"
  echo "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation" >&2
  exit 1
}

# The life of one task, until it has ended for good.
runner() {
  local array=$1 index=$2 task=$1_$2 slot pid status
  trap '' HUP
  while [ "$(state "$task")" = PENDING ]; do
    [ -d "$jobs/$task" ] || exit 0
    for slot in $(seq "$(setting slots 8)"); do
      exec 8> "$root/lock/slot-$slot"
      if flock -n 8; then
        run_once "$array" "$index" "$task"
        break
      fi
    done
    exec 8>&-
    sleep 0.05
  done
}

run_once() {
  local array=$1 index=$2 task=$3 script=$jobs/script-$1/script output status pid
  output=$(directive output "$script" | sed "s/%%/%/g; s/%a/$index/g")
  [ -d "$root/lock" ] || exit 0
  exec 9> "$root/lock/$task"
  flock 9
  if [ "$(state "$task")" != PENDING ]; then
    exec 9>&-
    return
  fi
  SLURM_ARRAY_JOB_ID=$array SLURM_ARRAY_TASK_ID=$index SLURM_RESTART_COUNT=$(cat "$jobs/$task/restarts") \
    setsid bash "$script" >> "$output" 2>&1 < /dev/null 8>&- 9>&- &
  pid=$!
  put "$jobs/$task/pid" "$pid"
  put "$jobs/$task/reason" None
  put "$jobs/$task/state" RUNNING
  exec 9>&-
  limit "$task" "$pid" 8>&- &
  wait "$pid"
  status=$?
  kill %2 2>/dev/null
  if [ -e "$jobs/$task/requeue" ]; then
    rm "$jobs/$task/requeue"
    echo $(($(cat "$jobs/$task/restarts") + 1)) > "$jobs/$task/restarts"
    change "$task" "RUNNING COMPLETING" PENDING BeginTime
  elif [ -e "$jobs/$task/ended" ]; then
    change "$task" "RUNNING COMPLETING" "$(cat "$jobs/$task/ended")" None 15
  elif [ "$status" -eq 0 ]; then
    change "$task" RUNNING COMPLETED
  elif [ "$status" -gt 128 ]; then
    change "$task" RUNNING FAILED JobLaunchFailure $((status - 128))
  else
    change "$task" RUNNING FAILED NonZeroExitCode $((status * 256))
  fi
}

# Tells a task to stop shortly before its time is over, and ends it then.
limit() { # task pid
  local seconds
  seconds=$(setting limit_seconds '')
  [ -n "$seconds" ] || return 0
  sleep "$seconds"
  kill -TERM "$2" 2>/dev/null
  sleep 5
  echo TIMEOUT > "$jobs/$1/ended"
  kill -KILL -- "-$2" 2>/dev/null
}

# SIGTERM to all processes of a task, SIGKILL a little later (KillWait).
end() { # task
  local pid
  pid=$(cat "$jobs/$1/pid")
  kill -TERM -- "-$pid" 2>/dev/null
  (sleep 5; [ "$(cat "$jobs/$1/pid")" != "$pid" ] || kill -KILL -- "-$pid") > /dev/null 2>&1 < /dev/null &
}

squeue() {
  answers
  local task line words
  for task in "$jobs"/[0-9]*_*; do
    [ -r "$task/state" ] || continue
    words=${task##*/}
    case " $(setting hidden '') " in *" $words "*) continue ;; esac
    printf '%-24s%-16s%-20s%-16s%-48s%-80s\n' "${words%_*}" "${words#*_}" "$(cat "$task/state")" \
      "$(cat "$task/status")" "$(cat "$task/reason")" "$(cat "$task/name")"
  done
  # Jobs of the same user that have nothing to do with us.
  printf '%-24s%-16s%-20s%-16s%-48s%-80s\n' 900001 N/A RUNNING 0 None interactive
}

scancel() {
  answers
  local pending='' signal='' task failed=0
  for argument in "$@"; do
    case $argument in
      --state=PENDING) pending=1 ;;
      --signal=TERM) signal=1 ;;
      --batch) ;;
      -*) echo "scancel: unrecognized option '$argument'" >&2; exit 1 ;;
      *)
        task=$argument
        if [ -n "$signal" ]; then
          [ "$(state "$task")" = RUNNING ] && kill -TERM "$(cat "$jobs/$task/pid")" 2>/dev/null
        elif change "$task" PENDING CANCELLED; then
          :
        elif [ -z "$pending" ] && [ "$(state "$task")" = RUNNING ]; then
          echo CANCELLED > "$jobs/$task/ended"
          end "$task"
        elif [ -z "$pending" ]; then
          echo "scancel: error: Kill job error on job id $task: Invalid job id specified" >&2
          failed=1
        fi
        ;;
    esac
  done
  exit $failed
}

scontrol() {
  if [ "$1" = ping ]; then
    [ -e "$root/down" ] || { echo 'Slurmctld(primary) at fake is UP'; exit 0; }
    echo 'Slurmctld(primary) at fake is DOWN'
    echo '** RESTORE SLURMCTLD DAEMON TO SERVICE **'
    exit 1
  fi
  answers
  case "$1 $2" in
    'show config')
      echo "MaxArraySize            = $(setting max_array_size 1001)"
      echo 'MaxJobCount             = 10000'
      ;;
    'show job')
      [ -d "$jobs/$3" ] || { echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1; }
      echo "   JobState=$(state "$3") Reason=$(cat "$jobs/$3/reason") Dependency=(null)"
      ;;
    requeue*)
      if [ "$(state "$2")" = RUNNING ]; then
        touch "$jobs/$2/requeue"
        end "$2"
      fi
      ;;
    *) exit 1 ;;
  esac
}

sacct() {
  [ -e "$root/accounts" ] || { echo 'Slurm accounting storage is disabled' >&2; exit 1; }
  cat "$root/accounts"
}

[ "$tool" = runner ] || echo "$tool $*" >> "$root/calls"
case $tool in
  sbatch | squeue | scancel | scontrol | sacct | runner) "$tool" "$@" ;;
  *) exit 2 ;;
esac
