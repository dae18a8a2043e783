#!/usr/bin/env bash
# A server in C, built from each commit: 8% more work per request never passes, and the commit before is never red.
# On a busy machine the gate may be unsure; tests/optional/go_story.sh wants red, and ten times green.
# long
. "$ROOT/tests/e2e/lib.sh"
command -v cc >/dev/null || skip "there is no compiler"

new_repo
cat >server.c <<'END_OF_FILE'
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#define WORK 1000000

int main(int argc, char **argv)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[argc - 1])),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
	char request[4096];

	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 16))
		return 1;
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		while (read(fd, request, sizeof request) > 0) {
			for (volatile unsigned i = 0; i < WORK; i++)
				;
			if (write(fd, answer, strlen(answer)) < 0)
				break;
		}
		close(fd);
	}
}
END_OF_FILE
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: shop }
defaults: { runs: 8..16 }
gate: { threshold: 3% }
suite:
  - name: item
    metric: cpu_per_request
    service: { command: "./server {port}", build: cc -O1 -o server server.c }
    http: { path: /item, concurrency: 1, count: 100, warmup: 0 }
END_OF_FILE
printf '/results/\n/server\n' >.gitignore
commit "base"
echo "/* the same work */" >>server.c
commit "same"
git tag same
sed -i 's/WORK 1000000/WORK 1080000/' server.c
commit "slow"

row() { # FILE CONDITION
	jq -e ".rows[] | select(.metric == \"cpu_per_request\") | $2" "$1" >/dev/null || fail "not so: $2: $(cat "$1")"
}
expect_exit '0|1|4' "$BENCHCTL" gate --against same --report "json=$E2E_DIR/red.json"
row "$E2E_DIR/red.json" '.verdict == "regression" or .verdict == "inconclusive"'
git checkout -q same
expect_exit '0|4' "$BENCHCTL" gate --against HEAD^ --report "json=$E2E_DIR/green.json"
row "$E2E_DIR/green.json" '.verdict != "regression"'
