# Small real sweeps for tests that disturb them, and how their tables are compared. Sourced by the tests, with Shapelaw's
# folder as the working directory.
# shellcheck shell=bash

fail() {
  echo "FAIL: $1" >&2
  [ -z "${2:-}" ] || tail -20 "$2" >&2
  exit 1
}

pass() { echo "PASS: $1"; }

# Sets work to the folder $WORK, or to a temporary one.
work_folder() {
  if [ -n "${WORK:-}" ]; then
    mkdir -p "$WORK"
    work=$(cd "$WORK" && pwd -P)
  else
    work=$(mktemp -d)
  fi
}

# Deletes $work if it is temporary.
delete_work() { [ -n "${WORK:-}" ] || rm -rf "$work"; }

# Writes a study into folder $1: a star with one large centre and a grid.
#
#   small_study FOLDER NAME STAR_EXAMPLES GRID_EXAMPLES CENTRE_WIDTH LINES
#
# LINES are the rest of the study file: who trains, and where.
small_study() {
  mkdir -p "$1"
  cat > "$1/study.yaml" << STUDY
name: $2
data:
  fractals: {image_size: 16, pretrain_classes: 20, evaluation_classes: 10}
model:
  patch_size: 4
  pooling: gap
  heads: {size: 16}
star:
  centre: {width: $5, depth: 4, mlp_dim: 96}
  arms:
    width: [16, 32, 48]
    depth: [1, 2, 3]
    mlp_dim: [16, 32, 64]
  examples: $3
grid:
  width: [16, 32, 48]
  depth: [2]
  mlp_dim: [16, 32, 48]
  examples: $4
recipe: {batch_size: 32, optimizer: adamw, learning_rate: 0.003, warmup_steps: 10, cooldown_steps: 10}
evaluation: {shots: [5, 10], metric_shots: 10, test_examples_per_class: 20, draws: 2}
$6
STUDY
}

# Writes the report's table of the study in $1, without what a clock measured, to $1/table, and says how many runs it has.
table() {
  ./shapelaw report "$1" > "$1/report.log" 2>&1 || fail "no report" "$1/report.log"
  tr -d '\r' < "$1/report/tables/runs.csv" | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i !~ /seconds/) keep[++n] = i }
    { line = ""; for (k = 1; k <= n; k++) line = line "," $(keep[k]); print line }' | sort > "$1/table"
  echo "$(($(wc -l < "$1/table") - 1)) runs"
}

# Fails unless the study in $2 measured what the undisturbed one in $1 did, whose table was written before. $3 says how it
# was disturbed.
same() {
  local runs
  runs=$(table "$2")
  diff "$1/table" "$2/table" > "$2/table.diff" || fail "$3: tables differ" "$2/table.diff"
  pass "$3: $runs, the same tables as undisturbed"
}

# Runs the study in $1 undisturbed on this machine, and writes its table.
run_undisturbed() {
  local began=$SECONDS
  ./shapelaw run "$1" > "$1/run.log" 2>&1 || fail "the undisturbed local run failed" "$1/run.log"
  echo "== undisturbed on this machine: $(table "$1") in $((SECONDS - began)) s"
}

# Waits until the coordinator of the study in $1 ends, which must be well.
to_the_end() {
  wait "$coordinator" || fail "the run failed" "$1/run.log"
  coordinator=
}

# Waits until a trial of the study in $1 told progress.
await_progress() {
  for _ in $(seq 600); do
    if compgen -G "$1/trials/*/progress-*.json" > /dev/null; then return 0; fi
    kill -0 "$coordinator" 2> /dev/null || fail "the coordinator ended too early" "$1/run.log"
    sleep 0.1
  done
  fail "no trial told progress" "$1/run.log"
}
