#!/usr/bin/env bash
# Workflows: a stage here and on a host (an sshd on this machine), files from and to it, and a CSV file of a million
# rows. Ratios are to the same commands by hand.
# BENCHCTL=build/release/benchctl ROUNDS=7 STAGES=20
set -eu
# shellcheck source=ci/bench/common/lib.sh
. "$(dirname -- "$0")/common/lib.sh"
stages=${STAGES:-20}
sshd=$(PATH=$PATH:/usr/sbin command -v sshd) || { echo "there is no sshd"; exit 0; }

[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f user
ssh-keygen -q -t ed25519 -N '' -f host
tries=20
# SHLVL keeps bash from reading .bashrc.
until port=$((20000 + RANDOM % 12000)) && printf '%s\n' "Port $port" 'ListenAddress 127.0.0.1' "HostKey $PWD/host" \
	"AuthorizedKeysFile $PWD/user.pub" "PidFile $PWD/pid" 'StrictModes no' 'UsePAM no' 'SetEnv SHLVL=1' 'Subsystem sftp internal-sftp' >conf && "$sshd" -f "$PWD/conf"; do
	[ $((tries -= 1)) -gt 0 ] || { echo "no sshd"; exit 1; }
done
until [ -s pid ]; do :; done
trap 'kill "$(cat pid)"; ssh "${ssh[@]}" -O exit x 2>/dev/null; rm -rf "$dir"' EXIT
echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 host.pub)" >known
ssh=(-F none -o "Port=$port" -o "IdentityFile=$PWD/user" -o "UserKnownHostsFile=$PWD/known" -o BatchMode=yes -o "ControlPath=$PWD/s"
	-o HostName=127.0.0.1)
ssh "${ssh[@]}" -fNM x

# config NAME STAGES...
config() {
	local name=$1
	shift
	printf '%s\n' 'benchmark: { name: bench }' "hosts: { db: { ip: 127.0.0.1, port: $port, key_file: $PWD/user, known_hosts: $PWD/known } }" \
		'stages:' "$@" >"$name.yaml"
}
each() { # FORMAT: one line for each stage
	local i
	for ((i = 0; i < stages; i++)); do echo "${1/\%d/$i}"; done
}
mapfile -t here < <(each "  - { name: s%d, command: 'true' }")
mapfile -t there < <(each "  - { name: s%d, host: db, command: 'true' }")
config nothing "  - { name: s, command: 'true' }"
config here "${here[@]}"
config connected "  - { name: s, host: db, command: 'true' }"
config there "${there[@]}"
head -c 100000000 /dev/urandom >large
config fetch "  - { name: s, host: db, command: 'true', outputs: [ { name: o, remote_path: $PWD/large } ] }"
config send "  - { name: s, copy: { from: large, to: 'db:$PWD/sent' } }"
awk 'BEGIN { srand(1); print "time,latency"; for (i = 0; i < 1000000; i++) printf "%.3f,%.4f\n", 1769860800 + i / 1000, 10 + rand() }' >rows.csv
config rows "  - { name: s, command: 'true', outputs: [ { name: o, remote_path: rows.csv, data_schema: { time: timestamp, latency: { type: float, unit: ms } } } ] }"

ours() { "$benchctl" run -q "$1.yaml"; rm -rf results; }
nothing() { ours nothing; }
here() { ours here; }
connected() { ours connected; }
there() { ours there; }
fetch() { ours fetch; }
send() { ours send; }
rows() { ours rows; }
by_hand() { local i; for ((i = 0; i < stages; i++)); do sh -c true; done; }
over_ssh() { local i; for ((i = 0; i < stages; i++)); do ssh "${ssh[@]}" x true; done; }
scp_one() { scp -q "${ssh[@]}" "x:$PWD/large" copied; }
copy() { cp large copy; }
in_turns nothing here connected there by_hand over_ssh fetch send scp_one rows copy
# per NAME LESS: what each further stage adds.
per() { echo $((($(cat "$1.us") - $(cat "$2.us")) / (stages - 1))) >"$1-each.us"; }
per here nothing
per there connected
for name in fetch send; do echo $(($(cat $name.us) - $(cat connected.us))) >$name-file.us; done
echo $(($(cat rows.us) - $(cat nothing.us))) >rows-file.us
for name in by_hand over_ssh; do echo $(($(cat $name.us) / stages)) >$name-each.us; done
echo "stages of a workflow, median of $rounds, and the ratio to the floor"
row 'a stage here' here-each by_hand-each
row 'sh -c true by hand' by_hand-each by_hand-each
row 'a stage on a host' there-each over_ssh-each
row 'ssh true by an open connection' over_ssh-each over_ssh-each
row 'collecting 100 MB' fetch-file scp_one
row 'sending 100 MB' send-file scp_one
row 'scp of 100 MB' scp_one scp_one
row 'a CSV file of 1,000,000 rows' rows-file copy
