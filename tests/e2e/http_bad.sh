#!/usr/bin/env bash
# Servers that answer badly: each is an error that says what the server does, and none is a measurement.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v python3 >/dev/null || skip "python3 is not installed"

new_repo
cat >bad.py <<'END_OF_FILE'
import socket, sys, threading, time

OK = b'HTTP/1.1 200 OK\r\n'
answers = {
    'garbage': b'\x00\x01garbage\r\n\r\n',
    'closes': b'',
    'half': OK + b'Content-Length: 9\r\n\r\nhello',
    'junk': OK + b'Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n',
    'short': OK + b'Content-Length: 20\r\n\r\nok',
    'chunk': OK + b'Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n',
    'redirect': b'HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n',
    'bomb': OK + b'Content-Encoding: gzip\r\nContent-Length: 99999999999999\r\n\r\n',
}

def serve(c, mode):
    try:
        while (request := c.recv(65536)):
            if request.startswith(b'GET /health'):
                c.sendall(OK + b'Content-Length: 0\r\n\r\n')
                continue
            if mode in answers:
                c.sendall(answers[mode])
                if mode not in ('redirect', 'half'):
                    return
            elif mode == 'trickle':
                for byte in OK:
                    c.sendall(bytes([byte]))
                    time.sleep(1)
            elif mode == 'late':
                time.sleep(0.2)
                c.sendall(OK + b'Content-Length: 0\r\n\r\n')
            else:
                c.sendall(OK + (b'\r\n' if mode == 'body' else b''))
                while True:
                    c.sendall(b'A: b\r\n' * 1000)
    except OSError:
        pass
    finally:
        c.close()

listener = socket.create_server(('127.0.0.1', int(sys.argv[1])))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0], sys.argv[2]), daemon=True).start()
END_OF_FILE
{
	printf 'benchmark: { name: bad }\ndefaults: { runs: 1, warmup: 0 }\nsuite:\n'
	for mode in garbage closes half junk short chunk redirect bomb trickle late body headers; do
		printf '  - { name: %s, service: { command: "python3 bad.py {port} %s" },\n' $mode $mode
		printf '      http: { path: /x, duration: 50ms, warmup: 0, concurrency: 1, timeout: 1s } }\n'
	done
} >benchctl.yaml
expect_exit 3 "$BENCHCTL" run
says() { # NAME SENTENCE
	jq -e --arg id "$1" --arg text "$2" '.runs[0].results[] | select(.id == $id) |
		.status == "error" and (.reason | contains($text))' results/run-001/run.json >/dev/null ||
		fail "$1 does not say '$2': $(cat "$OUT")"
}
says garbage "the server does not answer with HTTP/1.0 or HTTP/1.1"
says closes "the server closes the connection without an answer"
says short "the server closes the connection before the answer's end"
says chunk "the server announces a larger body than benchctl accepts"
says redirect "has status 302 instead of a status from 200 to 299; it has an empty body; the server redirects to /x"
says bomb "the server announces a larger body than benchctl accepts"
says trickle "the answer does not end in time; 0 bytes of its body arrived"
says half "the answer does not end in time; 5 bytes of its body arrived"
says junk "the server sends more bytes after the end of the answer"
says late "no request was sent and answered in the 0.05 s in sample 1; give a longer duration"
says headers "the server sends more header bytes than benchctl accepts"
says body "" # the limit of time, or of bytes
expect_no_process "$PWD/bad.py"
