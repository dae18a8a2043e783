#!/usr/bin/env bash
# ci/slurm/array.sh on a real Slurm: a controller and three nodes on loopback with separate files, ports and key,
# beside any Slurm of this machine. Needs Debian's slurm-wlm and munge; the current user is the cluster's only
# user.
. "$ROOT/tests/e2e/lib.sh"
PATH=$PATH:/usr/sbin:/sbin

for program in munged slurmctld slurmd sbatch squeue sinfo scancel python3; do
	command -v $program >/dev/null || skip "$program is missing; apt-get install slurm-wlm munge"
done

cluster=$E2E_DIR/cluster
host=$(uname -n)
mkdir -p "$cluster/state" "$cluster/n1" "$cluster/n2" "$cluster/n3"
head -c 1024 /dev/urandom >"$cluster/key"
chmod 400 "$cluster/key"
python3 >"$cluster/ports" <<'PYTHON'
import socket
sockets = [socket.socket() for _ in range(4)]
for s in sockets:
    s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in sockets])
PYTHON
read -r control port1 port2 port3 <"$cluster/ports"
cat >"$cluster/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$control
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$cluster/munge
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/%n
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/%n.pid
SlurmctldLogFile=$cluster/slurmctld.log
SlurmdLogFile=$cluster/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
KillWait=30
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$port1 CPUs=1
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$port2 CPUs=1
NodeName=n3 NodeHostname=$host NodeAddr=127.0.0.1 Port=$port3 CPUs=1
PartitionName=all Nodes=ALL Default=YES
CONF
export SLURM_CONF=$cluster/slurm.conf

daemons=()
stop() {
	scancel --user="$(id -un)" 2>/dev/null || true
	[ ${#daemons[@]} -eq 0 ] || kill "${daemons[@]}" 2>/dev/null || true
	wait
}
trap stop EXIT

begin() { # NAME COMMAND...
	"${@:2}" >"$cluster/$1.out" 2>&1 &
	daemons+=($!)
}
try() { # NAME CONDITION...
	(wait_until "${@:2}") >/dev/null || skip "$1 does not start here: $(tail -n1 "$cluster/$1.out")"
}
nodes_are_idle() { [ "$(sinfo -h -N -o %T 2>/dev/null | tr '\n' ' ')" = 'idle idle idle ' ]; }

# --force: the folder is private, which munged takes for a mistake.
begin munged munged --foreground --force --num-threads=2 --socket="$cluster/munge" \
	--key-file="$cluster/key" --pid-file="$cluster/munged.pid" --seed-file="$cluster/seed" \
	--log-file="$cluster/munged.log"
try munged test -S "$cluster/munge"
begin slurmctld slurmctld -D
for node in n1 n2 n3; do
	begin $node slurmd -D -N $node
done
try slurmctld nodes_are_idle

# The tree is built here and not by three tasks at once; one_by_one would fail if they did.
new_repo
mkdir -p ci/slurm
cp "$ROOT/ci/slurm/array.sh" ci/slurm/
cat >benchctl.yaml <<'YAML'
benchmark: { name: demo }
build: mkdir built
defaults: { runs: 5, warmup: 0 }
suite:
  - { name: b, matrix: { items: [1, 2, 3, 4, 5, 6, 7] }, command: "test -d built" }
YAML
commit first
expect_exit 0 "$BENCHCTL" run -q # what lies in results/ already is not in the way

submit() { sbatch --parsable --wait --array=0-2 ci/slurm/array.sh; }
expect_exit 0 submit
job=$(cat "$OUT")
[ "$(jq -r '.runs[0].shard' "results/slurm-$job"/run-*/run.json | sort | tr '\n' ' ')" = '1/3 2/3 3/3 ' ] ||
	fail "these are not the three shards: $(cat slurm-"$job"_*.out)"
expect_exit 0 "$BENCHCTL" merge "results/slurm-$job"/run-*
jq -e '.runs[0] | .status == "ok" and .shard == null and (.results | length) == 8 and
	all(.results[] | select(.id != "b/scaling"); .status == "ok" and (.metrics.wall.samples | length) == 5)' \
	results/run-002/run.json >"$OUT" || fail "that is not the whole: $(cat results/run-002/run.json)"
expect_exit 0 "$BENCHCTL" baseline refresh run-002 --commit
expect_exit 0 "$BENCHCTL" compare run-002 run-002

# A benchmark that fails in one task: Slurm sees the failure, and the merged run names the benchmark.
sed -i 's/test -d built/test ${items} != 3/' benchctl.yaml
commit second
expect_exit 3 submit
job=$(cat "$OUT")
expect_exit 3 "$BENCHCTL" merge "results/slurm-$job"/run-*
expect_contains "$OUT" b/items=3
jq -e '.runs[0].results | map(select(.status == "ok")) | length >= 6' results/run-003/run.json >"$OUT" ||
	fail "the others are lost"

# A cancelled array: the tasks' runs say so, no process remains, and merge refuses them.
sed -i 's/test .{items} != 3/sleep 1357.9/' benchctl.yaml
commit third
expect_exit 0 sbatch --parsable --array=0-2 ci/slurm/array.sh
job=$(cat "$OUT")
three_sleep() { [ "$(pgrep -fc '^sleep 1357.9')" -eq 3 ]; }
wait_until three_sleep
expect_exit 0 scancel "$job"
no_job() { [ -z "$(squeue -h)" ]; }
wait_until no_job
expect_no_process 'sleep 1357.9'
expect_exit 4 "$BENCHCTL" merge "results/slurm-$job"/run-*
expect_contains "$ERR" "is not complete (interrupted); measure that shard again"
