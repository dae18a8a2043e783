#!/usr/bin/env bash
# The built-in benchmark network: an own peer, one elsewhere, bad ones, and one that comes back.
# long
. "$ROOT/tests/e2e/lib.sh"

SMALL=(--runs 1 --warmup 0 --set network.time=2ms --set datagrams=20)

expect_exit 0 "$BENCHCTL" --tests network "${SMALL[@]}" --runs 2
jq -e '.runs[0].results | map({key: .id, value: .metrics}) | from_entries
	| .["network/tcp"].bandwidth.samples[0] > 0 and .["network/connect"].rate.samples[0] > 0
	and .["network/latency"].latency.samples[1] > 0 and .["network/latency"]["latency.p99"].samples[1] > 0
	and .["network/udp"].loss.samples[0] >= 0 and .["network/udp"].loss.samples[0] <= 1' results/run-001/run.json \
	>/dev/null || fail "$(cat results/run-001/run.json)"

# A peer of its own process, which a signal ends.
start_peer() { # NAMESPACE-COMMAND... ADDRESS
	"${@:1:$#-1}" "$BENCHCTL" peer --listen "${!#}" >peer.out 2>peer.err &
	PEER=$!
	wait_until grep -q listening peer.out
	ADDRESS=$(sed 's/listening at //' peer.out)
}
trap 'kill $PEER $SERVER 2>/dev/null || :' EXIT
start_peer 127.0.0.1:0
expect_exit 0 "$BENCHCTL" --tests network "${SMALL[@]}" --peer "$ADDRESS" --set streams=3 --set network.payload=1000B
expect_exit 0 "$BENCHCTL" show
expect_contains "$OUT" "peer $ADDRESS, 3 streams, 1000 B, 0 retries"
expect_exit 2 "$BENCHCTL" peer --listen "$ADDRESS"
expect_contains "$ERR" "cannot listen at $ADDRESS: Address already in use"

# Strangers do not end the peer.
for bytes in '' 'GET / HTTP/1.1\r\n\r\n' 'bctlpeer' 'bctlpeer\0\1\377\377\0\0\0\0'; do
	printf %b "$bytes" >"/dev/tcp/${ADDRESS%:*}/${ADDRESS#*:}"
done
expect_exit 0 "$BENCHCTL" --tests network "${SMALL[@]}" --peer "$ADDRESS" --set tests=latency
kill -TERM "$PEER"
status=0
wait "$PEER" || status=$?
[ "$status" -eq 143 ] || fail "the peer ends with $status after SIGTERM: $(cat peer.err)"

# Without it, the same message each time; when it is back, so are the results.
for _ in 1 2; do
	expect_exit 3 "$BENCHCTL" --tests network "${SMALL[@]}" --peer "$ADDRESS" --set retry=50ms
	expect_contains "$OUT" "cannot connect to the peer $ADDRESS: Connection refused; start it there: benchctl peer"
done
"$BENCHCTL" --tests network "${SMALL[@]}" --peer "$ADDRESS" --set retry=60s >late.out 2>&1 &
LATE=$!
start_peer "$ADDRESS"
wait "$LATE" || fail "$(cat late.out)"
kill "$PEER"
wait "$PEER" || true

# The profile for two machines, here with one.
expect_exit 0 "$BENCHCTL" validate "$ROOT/ci/profiles/two-hosts.yaml"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
sed "/^ *host:/d; s/{{hosts.server}}/127.0.0.1/; s/0.0.0.0/127.0.0.1/; s/7411/$port/; s|/tmp/|$PWD/|
	s|--tests network|${SMALL[*]} &|; s|benchctl peer|$BENCHCTL peer|; s|benchctl --|$BENCHCTL --|" \
	"$ROOT/ci/profiles/two-hosts.yaml" >two-hosts.yaml
expect_exit 0 "$BENCHCTL" run two-hosts.yaml --output-dir two
expect_contains "$(find two -name benchctl-peer.log)" "listening at 127.0.0.1:$port"
jq -e '[.runs[0].results[] | select(.status == "ok").id] | contains(["network/tcp", "network/udp"])' \
	two/run-001/network.json >/dev/null || fail "$(find two)"

expect_exit 2 "$BENCHCTL" --tests network --peer nowhere --runs 1
expect_contains "$ERR" "peer: 'nowhere' is not HOST:PORT"
expect_exit 3 "$BENCHCTL" --tests network --peer no.such.host.invalid:1 --runs 1 --set retry=0
expect_contains "$OUT" "cannot connect to the peer no.such.host.invalid:1: the host has no address; start it there"
expect_exit 2 "$BENCHCTL" peer --listen 127.0.0.1:99999
expect_contains "$ERR" "is not HOST:PORT"

# Servers that are not a peer of this version.
command -v python3 >/dev/null || skip "python3 is not installed"
cat >fake.py <<'END_OF_FILE'
import socket, struct, sys
server, kept = socket.socket(), []
server.bind(('127.0.0.1', 0))
server.listen(50)
open('port.new', 'w').write(str(server.getsockname()[1]))
def answer(c, kind):
    if kind != 'hangup':
        c.recv(16)
    if kind == 'old':
        c.sendall(b'bctlpeer' + struct.pack('>HHI', 9, 0, 0))
    if kind == 'http':
        c.sendall(b'HTTP/1.1 400 Bad Request\r\n\r\n')
    if kind in ('drop', 'twice', 'liar'):
        c.sendall(b'bctlpeer' + struct.pack('>HHI', 1, 0, 0))
    while kind == 'twice' and (data := c.recv(65536)):
        c.sendall(data * 2)
    while kind == 'liar' and c.recv(65536):
        pass
    if kind == 'liar':
        c.sendall(b'\xff' * 8)


while True:
    c, _ = server.accept()
    if sys.argv[1] == 'silent':
        kept.append(c)
        continue
    try:
        answer(c, sys.argv[1])
    except OSError:
        pass
    c.close()
END_OF_FILE
while IFS=: read -r kind sentence; do
	rm -f port.new
	python3 fake.py "$kind" &
	SERVER=$!
	wait_until test -s port.new
	expect_exit 3 "$BENCHCTL" --tests network "${SMALL[@]}" --peer "127.0.0.1:$(cat port.new)" --set retry=10ms \
		--set patience=100ms --set tests=latency,tcp
	expect_contains "$OUT" "$sentence"
	kill "$SERVER"
done <<'END_OF_FILE'
hangup:hangs up in the handshake; is it benchctl peer?
silent:does not answer in the handshake
old:speaks version 9 and this benchctl version 1; use the same release on both machines
http:is not a benchctl peer: it answers something else
drop:hangs up or is silent during latency
twice:does not answer as a benchctl peer during
liar:does not answer as a benchctl peer during tcp
END_OF_FILE

# Between two network namespaces, over a link that goes down and comes back.
NS="benchctl-$$"
trap '{ kill $PEER || :; ip netns del "$NS-a" || :; ip netns del "$NS-b" || :; } 2>/dev/null' EXIT
# In a chroot they can be made and not entered.
{ ip netns add "$NS-a" && ip netns add "$NS-b" && ip netns exec "$NS-a" true; } 2>/dev/null ||
	skip "no network namespaces here"
a() { ip netns exec "$NS-a" "$@"; }
b() { ip netns exec "$NS-b" "$@"; }
ip link add "v$$" netns "$NS-a" type veth peer name "w$$" netns "$NS-b" || skip "no virtual links here"
a ip addr add 10.99.0.1/24 dev "v$$" && a ip link set "v$$" up
b ip addr add 10.99.0.2/24 dev "w$$" && b ip link set "w$$" up
start_peer ip netns exec "$NS-b" 10.99.0.2:7411
far() { ip netns exec "$NS-a" "$BENCHCTL" --tests network "${SMALL[@]}" --peer 10.99.0.2:7411 "$@"; }
expect_exit 0 far
if a tc qdisc add dev "v$$" root netem delay 10ms loss 20% 2>/dev/null; then
	expect_exit 0 far --set patience=20s --set datagrams=200
	jq -e '.runs[0].results | map({key: .id, value: .metrics}) | from_entries
		| .["network/udp"].loss.samples[0] > 0.02 and .["network/latency"].latency.samples[0] > 0.009' \
		"$(find results -name run.json | sort | tail -n1)" >/dev/null || fail "netem has no effect: $(cat "$OUT")"
	a tc qdisc del dev "v$$" root
fi
b ip link set "w$$" down
for _ in 1 2; do
	expect_exit 3 far --set patience=200ms --set retry=10ms
	expect_contains "$OUT" "cannot connect to the peer 10.99.0.2:7411: "
done
b ip link set "w$$" up
expect_exit 0 far
