#!/usr/bin/env bash
# A Go server in a git repository: a commit that adds 8% work per request is red in a paired gate, the commit before
# is green GREENS (10) times in a row. It wants a calm machine, and golang.
. "$ROOT/tests/e2e/lib.sh"
command -v go >/dev/null || skip "golang is not installed"

new_repo
printf 'module shop\n\ngo 1.19\n' >go.mod
cat >main.go <<'END_OF_FILE'
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
)

const rounds = 5000

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.URL.Path))
		for i := 0; i < rounds; i++ {
			sum = sha256.Sum256(sum[:])
		}
		w.Write([]byte(hex.EncodeToString(sum[:])))
	})
	http.ListenAndServe("127.0.0.1:"+os.Args[1], nil)
}
END_OF_FILE
cat >benchctl.yaml <<'END_OF_FILE'
benchmark: { name: shop }
defaults: { runs: 10..100 }
gate: { threshold: 2% }
suite:
  - name: item
    metric: cpu_per_request
    service: { app_dir: . }
    http: { path: /item, concurrency: 4, duration: 200ms }
END_OF_FILE
printf '/results/\n' >.gitignore
commit "base"
git tag base
echo "// the same work" >>main.go
commit "same"
git tag same
sed -i 's/rounds = 5000/rounds = 5450/' main.go # 8% of a request; the rest is net/http
commit "slow"

expect_exit 1 "$BENCHCTL" gate --against same --report "json=$E2E_DIR/red.json"
jq -e '.rows[] | select(.metric == "cpu_per_request") | .verdict == "regression" and .change > 0.05 and .change < 0.12' \
	"$E2E_DIR/red.json" >/dev/null || fail "$(cat "$OUT")"
git checkout -q same
for ((n = 0; n < ${GREENS:-10}; n++)); do
	expect_exit 0 "$BENCHCTL" gate --against base
done
