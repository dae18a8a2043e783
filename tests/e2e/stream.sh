#!/usr/bin/env bash
# A Node server with a WebSocket that echoes and a stream of events: `stream` counts what arrives, also over TLS.
. "$ROOT/tests/e2e/lib.sh"
command -v node >/dev/null || skip "node is not installed"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
	-addext subjectAltName=IP:127.0.0.1 -keyout key -out certificate 2>openssl.log || fail "$(cat openssl.log)"
cat >server.js <<'END_OF_FILE'
const http = require('http'), https = require('https'), crypto = require('crypto'), fs = require('fs');
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const events = (request, answer) => {
  answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
  let n = 0;
  const timer = setInterval(() => {
    answer.write(`: comment\r\nid: ${++n}\r\ndata: one\r\ndata: two\r\n\r\n`);
    if (request.url === '/three' && n === 3) answer.end('data: unfinished\n');
  }, 1);
  answer.on('close', () => clearInterval(timer));
};

const echo = (request, socket) => {
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
};
const start = (server, file) => server.on('request', events).on('upgrade', echo).listen(0, '127.0.0.1', () => {
  fs.writeFileSync('new', String(server.address().port));
  fs.renameSync('new', file);
});
start(http.createServer(), 'port');
start(https.createServer({ key: fs.readFileSync('key'), cert: fs.readFileSync('certificate') }), 'port.tls');
END_OF_FILE
node server.js >server.log 2>&1 &
SERVER=$!
trap 'kill $SERVER 2>/dev/null || :' EXIT
wait_until test -e port -a -e port.tls
PORT=$(cat port)

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

# Over TLS everything is the same; a certificate that nobody vouches for is refused unless the user says so.
TLS=127.0.0.1:$(cat port.tls)
expect_exit 0 "$BENCHCTL" stream "wss://$TLS/" --connections 4 --messages 50 --ca-file certificate --json
jq -e '.protocol == "websocket" and .connections_opened == 4 and .responses_received == 200 and .errors == 0' "$OUT" \
	>/dev/null || fail "$(cat "$OUT")"
expect_lines closes 9
expect_exit 0 "$BENCHCTL" stream "https://$TLS/" --connections 3 --messages 20 --insecure --json
jq -e '.protocol == "sse" and .events_received == 60 and .errors == 0' "$OUT" >/dev/null || fail "$(cat "$OUT")"
expect_exit 3 "$BENCHCTL" stream "wss://$TLS/" --connections 2 --json
jq -e '.connections_opened == 0 and .errors_by_class.connect == 2' "$OUT" >/dev/null || fail "$(cat "$OUT")"
expect_contains "$ERR" "accepts no connection: SSL certificate problem: self-signed certificate"
expect_exit 3 "$BENCHCTL" stream "wss://127.0.0.1:$PORT/"
expect_contains "$ERR" "accepts no connection: "
expect_exit 2 "$BENCHCTL" stream "wss://$TLS/" --insecure --ca-file certificate

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
expect_exit 2 "$BENCHCTL" stream "ws://127.0.0.1:$PORT/" --header nothing
expect_exit 2 "$BENCHCTL" stream "ws://127.0.0.1:$PORT/" --connections 0
