#!/usr/bin/env bash
# A Node server with a WebSocket that echoes and a stream of events: `stream` counts what arrives.
. "$ROOT/tests/e2e/lib.sh"
command -v node >/dev/null || skip "node is not installed"

cat >server.js <<'END_OF_FILE'
const http = require('http'), crypto = require('crypto'), fs = require('fs');
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const server = http.createServer((request, answer) => {
  answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
  let n = 0;
  const timer = setInterval(() => {
    answer.write(`: comment\r\nid: ${++n}\r\ndata: one\r\ndata: two\r\n\r\n`);
    if (request.url === '/three' && n === 3) answer.end('data: unfinished\n');
  }, 1);
  answer.on('close', () => clearInterval(timer));
});

server.on('upgrade', (request, socket) => {
  const key = request.headers['sec-websocket-key'] + (request.url === '/wrong' ? 'x' : '');
  const accept = crypto.createHash('sha1').update(key + guid).digest('base64');
  let waiting = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
  if (request.url === '/silent') return fs.writeFileSync('silent', '');
  socket.on('data', bytes => {
    waiting = Buffer.concat([waiting, bytes]);
    while (waiting.length >= 6 && waiting.length >= 6 + (waiting[1] & 127)) {
      const length = waiting[1] & 127, mask = waiting.subarray(2, 6);
      const text = Buffer.from(waiting.subarray(6, 6 + length)).map((byte, i) => byte ^ mask[i % 4]);
      if (!(waiting[1] & 128)) process.exit(9);
      if ((waiting[0] & 15) === 8) fs.appendFileSync('closes', `${text.readUInt16BE(0)}\n`);
      socket.write(Buffer.concat([Buffer.from([waiting[0], length]), text]));
      waiting = waiting.subarray(6 + length);
    }
  });
});
server.listen(0, '127.0.0.1', () => fs.writeFileSync('port.new', String(server.address().port)));
END_OF_FILE
node server.js >server.log 2>&1 &
SERVER=$!
trap 'kill $SERVER 2>/dev/null' EXIT
wait_until test -s port.new
PORT=$(cat port.new)

expect_exit 0 "$BENCHCTL" stream "ws://127.0.0.1:$PORT/" --connections 4 --messages 100 --json
jq -e '.protocol == "websocket" and .connections_opened == 4 and .messages_sent == 400
	and .responses_received == 400 and .events_received == 0 and .errors == 0
	and .latency.samples == 400 and .latency.min > 0 and .latency.max >= .latency.p50' "$OUT" >/dev/null ||
	fail "$(cat "$OUT")"
expect_lines closes 4
[ "$(sort -u closes)" = 1000 ] || fail "a stream ends with another status: $(cat closes)"

expect_exit 0 "$BENCHCTL" stream "ws://127.0.0.1:$PORT/" -n 3 --message 'käse'
expect_contains "$OUT" "round trip"

expect_exit 0 "$BENCHCTL" stream "http://127.0.0.1:$PORT/" --connections 3 --messages 20 --json
jq -e '.protocol == "sse" and .events_received == 60 and .errors == 0 and .latency.samples == 3
	and .interval.samples == 57' "$OUT" >/dev/null || fail "$(cat "$OUT")"

# The last, unfinished event is none; a stream that ends early is an error, and what came is printed.
expect_exit 3 "$BENCHCTL" stream "http://127.0.0.1:$PORT/three" --messages 5 --json
jq -e '.events_received == 3 and .errors_by_class.closed == 1' "$OUT" >/dev/null || fail "$(cat "$OUT")"
expect_contains "$ERR" "ends the stream (3 of 5 messages)"

expect_exit 3 "$BENCHCTL" stream "ws://127.0.0.1:$PORT/wrong"
expect_contains "$ERR" "Sec-WebSocket-Accept"
expect_exit 3 "$BENCHCTL" stream "ws://127.0.0.1:$PORT/silent" --timeout 200ms
expect_contains "$ERR" "sends nothing within 0.2 s"

# A signal ends it, with what there is.
rm silent
"$BENCHCTL" stream "ws://127.0.0.1:$PORT/silent" --json >"$OUT" 2>"$ERR" &
STREAM=$!
wait_until test -e silent
kill -TERM "$STREAM"
status=0
wait "$STREAM" || status=$?
[ "$status" -eq 143 ] || fail "exit status $status after SIGTERM"
jq -e .interrupted "$OUT" >/dev/null || fail "$(cat "$OUT")"

expect_exit 3 "$BENCHCTL" stream ws://127.0.0.1:1/
expect_contains "$ERR" "nothing accepts a connection"
expect_exit 2 "$BENCHCTL" stream
expect_exit 2 "$BENCHCTL" stream "127.0.0.1:$PORT"
expect_exit 2 "$BENCHCTL" stream "wss://127.0.0.1:$PORT/"
expect_exit 2 "$BENCHCTL" stream "ws://127.0.0.1:$PORT/" --header nothing
expect_exit 2 "$BENCHCTL" stream "ws://127.0.0.1:$PORT/" --connections 0
