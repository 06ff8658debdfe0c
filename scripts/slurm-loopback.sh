#!/usr/bin/env bash
# A Slurm cluster of two small nodes on this machine, with a configuration, keys and logs of its own, for tests.
#
#   scripts/slurm-loopback.sh start FOLDER    starts munged, slurmctld and two slurmd; prints the path of slurm.conf
#   scripts/slurm-loopback.sh stop FOLDER     stops what was started there
#   scripts/slurm-loopback.sh check           says what is missing; exit code 0 if nothing is
#
# Nothing outside FOLDER is read or written, and no other Slurm or munge on this machine is touched. Runs as root or as
# any other user (jobs then run as that user). Debian's packages are slurmctld, slurmd, slurm-client and munge.
# From the environment: CPUS (default 4) is the number of CPUs that each node claims to have, MAX_ARRAY_SIZE (1001),
# MAX_JOB_COUNT (10000) and MIN_JOB_AGE (60) are Slurm's own.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

check() {
  local missing=
  for tool in munged mungekey slurmctld slurmd sbatch squeue scancel scontrol; do
    command -v "$tool" >/dev/null || missing="$missing $tool"
  done
  [ -z "$missing" ] || { echo "not installed:$missing"; return 1; }
}

# A port that nobody listens on, from $1 upwards.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

configure() {
  local base
  base=$(free_port $((20000 + RANDOM % 20000)))
  mkdir -p state spool-1 spool-2
  cat > slurm.conf <<CONF
ClusterName=loopback
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
SlurmctldPort=$base
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd-%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd-%n.log
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool-%n
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=2,sched_min_interval=200000,batch_sched_delay=0
JobRequeue=1
PreemptType=preempt/none
MaxArraySize=${MAX_ARRAY_SIZE:-1001}
MaxJobCount=${MAX_JOB_COUNT:-10000}
MinJobAge=${MIN_JOB_AGE:-60}
KillWait=20
OverTimeLimit=0
SlurmdTimeout=20
ReturnToService=2
SlurmdParameters=config_overrides
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName=node1 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((base + 1)) CPUs=${CPUS:-4} State=UNKNOWN
NodeName=node2 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((base + 2)) CPUs=${CPUS:-4} State=UNKNOWN
PartitionName=main Nodes=node1,node2 Default=YES MaxTime=INFINITE State=UP
CONF
}

start() {
  check || exit 1
  mkdir -p "$folder"
  chmod 755 "$folder"
  cd "$folder"
  configure
  mungekey --create --keyfile="$folder/munge.key"
  munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munge.seed" 2>munged.err
  export SLURM_CONF=$folder/slurm.conf
  slurmctld -c 2>slurmctld.err
  slurmd -N node1 2>slurmd-node1.err
  slurmd -N node2 2>slurmd-node2.err
  for _ in $(seq 100); do
    if [ "$(sinfo -h -N -t idle -o %N 2>/dev/null | sort | tr '\n' ' ')" = 'node1 node2 ' ]; then
      echo "$folder/slurm.conf"
      return
    fi
    sleep 0.2
  done
  echo "the nodes must be idle but are: $(sinfo -h -N -o '%N %T %E' 2>&1)" >&2
  tail -n 5 -- *.log >&2
  exit 1
}

stop() {
  cd "$folder"
  export SLURM_CONF=$folder/slurm.conf
  scancel --user="$(id -un)" 2>/dev/null || true
  for _ in $(seq 50); do
    [ -n "$(squeue -h 2>/dev/null)" ] || break
    sleep 0.2
  done
  local daemons=
  for pid in slurmd-node1.pid slurmd-node2.pid slurmctld.pid munged.pid; do
    [ ! -s "$pid" ] || daemons="$daemons $(cat "$pid")"
  done
  # shellcheck disable=SC2086 # process numbers
  [ -z "$daemons" ] || kill $daemons 2>/dev/null || true
  # Slurm's controller writes its state at the end: whoever deletes the folder must come after that.
  for _ in $(seq 100); do
    # shellcheck disable=SC2086
    kill -0 $daemons 2>/dev/null || break
    sleep 0.1
  done
}

case ${1:-} in
  check) check ;;
  start | stop)
    folder=$(mkdir -p "${2:?FOLDER}" && cd "$2" && pwd -P)
    "$1"
    ;;
  *)
    sed -n '2,/^set/p' "$0" | sed 's/^# \{0,1\}//;$d' >&2
    exit 2
    ;;
esac
