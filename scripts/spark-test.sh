#!/usr/bin/env bash
# Runs small real studies with `shapelaw run --on spark://…` on a standalone master and two workers, processes of their own
# on loopback, kills a worker and executors amid them, and compares their tables with those of an undisturbed local run:
# they must be the same to the last digit.
#
#   scripts/spark-test.sh [KILLS] [SEED]
#
# KILLS (default 6) is the number of random `kill -9` at the end, of trials, the coordinator or both; SEED defaults to 1.
# SPARK_HOME names the Spark to test with; without it one is put together from Maven's files, and where those cannot be had
# the test says SKIPPED. WORK keeps everything in that folder (default: a temporary one that is deleted).
# Exit code 0: everything passed, or was skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/small-sweeps.sh

kills=${1:-6}
seed=${2:-1}
work_folder
coordinator=
servers=()
finish() {
  [ -z "$coordinator" ] || kill -9 "$coordinator" 2> /dev/null || true
  for server in "${servers[@]}"; do kill "$server" 2> /dev/null || true; done
  wait 2> /dev/null || true
  delete_work
}
trap finish EXIT

# Sets SPARK_HOME, if need be to a folder of links to Maven's files.
find_spark() {
  [ -z "${SPARK_HOME:-}" ] || return 0
  command -v mvn > /dev/null || { echo "SKIPPED: SPARK_HOME is not set, and there is no Maven"; exit 0; }
  mvn -B -q -Dquick -pl spark -am process-test-classes > "$work/mvn.log" 2>&1 \
    || { echo "SKIPPED: Spark's libraries cannot be had from Maven"; tail -3 "$work/mvn.log"; exit 0; }
  SPARK_HOME=$work/spark
  mkdir -p "$SPARK_HOME/jars"
  tr ':' '\n' < spark/target/spark-classpath | while read -r jar; do ln -sf "$jar" "$SPARK_HOME/jars/"; done
}

# Starts a server of Spark: $1 name of its log, $2 class, further arguments. Sets server to its process.
serve() {
  local name=$1 class=$2
  shift 2
  SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1 "$java" -Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -cp "$SPARK_HOME/jars/*" "org.apache.spark.deploy.$class" "$@" --host 127.0.0.1 --webui-port 0 > "$work/$name.log" 2>&1 &
  server=$!
  servers+=("$server")
}

# Starts a worker of two cores; sets server to its process.
worker() {
  serve "$1" worker.Worker "$master" --cores 2 --memory 4g --work-dir "$work/$1"
}

# Writes a study into folder $1, to be run on $2 (default: local).
study() {
  small_study "$1" spark-test '[1280, 1920, 3200]' '[1280, 1920]' 64 \
    "workers: {threads: 1, checkpoint_seconds: 1, device: cpu, on: \"${2:-local}\"}
$more"
}

# Starts the coordinator of the study in $1, where its study.yaml says. Whatever is killed may be tried again.
start() {
  ./shapelaw run --max-attempts 20 "$1" >> "$1/run.log" 2>&1 &
  coordinator=$!
}

find_spark
export SPARK_HOME
./shapelaw --version > /dev/null # builds if need be
java=$(./shapelaw doctor 2> /dev/null | sed -n 's:.*\(/[^ ]*\)/bin/java.*:\1:p' | head -n 1)/bin/java
[ -x "$java" ] || java=${JAVA_HOME:+$JAVA_HOME/bin/}java

port=$((20000 + RANDOM % 20000))
master=spark://127.0.0.1:$port
more=$'spark: {memory_gib: 1, settling_seconds: 2, conf: {spark.driver.host: 127.0.0.1, spark.driver.bindAddress: 127.0.0.1}}'
serve master master.Master --port "$port"
worker worker-1
first=$server
worker worker-2
second=$server
for _ in $(seq 100); do
  if grep -q 'Registering worker' "$work/master.log"; then break; fi
  kill -0 "${servers[0]}" 2> /dev/null || fail "the master ended" "$work/master.log"
  sleep 0.2
done
echo "== Spark $(basename "$SPARK_HOME"/jars/spark-core_*.jar .jar | sed 's/.*-//'): a master and two workers on loopback"

study "$work/calm"
run_undisturbed "$work/calm"

study "$work/worker" "$master"
began=$SECONDS
start "$work/worker"
await_progress "$work/worker"
children=$(pgrep -P "$first" | tr '\n' ',')
orphans=$(pgrep -P "${children%,}" || true)
kill -9 "$first"
wait "$first" 2> /dev/null || true
to_the_end "$work/worker"
for orphan in $orphans; do
  ! kill -0 "$orphan" 2> /dev/null || fail "trial $orphan outlived its worker"
done
same "$work/calm" "$work/worker" "worker killed in mid-sweep, $(wc -w <<< "$orphans") trials with it, $((SECONDS - began)) s"

study "$work/executors" "$master"
start "$work/executors"
killed=0
for _ in 1 2 3; do
  await_progress "$work/executors"
  for executor in $(pgrep -P "$second"); do
    if kill -9 "$executor" 2> /dev/null; then killed=$((killed + 1)); fi
  done
  sleep 4
done
to_the_end "$work/executors"
same "$work/calm" "$work/executors" "$killed executors killed"
[ ! -s "$work/executors/spark.log" ] || echo "   Spark's warnings: $(wc -l < "$work/executors/spark.log") lines in spark.log, on the terminal: $(grep -c 'Spark\.\|WARN' "$work/executors/run.log" || true)"

if [ "$kills" -gt 0 ]; then
  worker worker-3
  ON=$master MORE=$more WORK=$work/kills LONGEST=${LONGEST:-15} SWEEPS=${SWEEPS:-real} scripts/kill-test.sh "$kills" "$seed" \
    || fail "random kills"
fi
