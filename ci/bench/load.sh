#!/usr/bin/env bash
# The load engine beside wrk, and the engine for TLS and HTTP/2 beside a bare loop of libcurl: the same servers, by
# turns. Requests per second and the client's processor time per request at 64 connections; the median of a server that
# answers after 10 ms; a server that stalls.
# BUILD=build/release ROUNDS=7 SECONDS_EACH=2. Ratios above 1 mean: more requests, more processor time.
set -eu
cd -- "$(dirname -- "$0")/../.."
build=${BUILD:-build/release}
[ -n "${LIBRARY-}" ] || make -s "BUILD=$build" "$build/libbenchctl.a"
library=$(realpath "${LIBRARY:-$build/libbenchctl.a}")
read -ra flags <<<"$(make -s flags)"
sources=$PWD/ci/bench/load
rounds=${ROUNDS:-7}
seconds=${SECONDS_EACH:-2}
dir=$(mktemp -d)
servers=()
stop() {
	[ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null || true
	rm -rf "$dir"
}
trap stop EXIT
"${CC:-cc}" "${flags[@]}" -O2 -o "$dir/load" "$sources/main.c" "$library" -lmd -ldl -lm -pthread
"${CC:-cc}" "${flags[@]}" -O2 -o "$dir/server" "$sources/server.c"
"${CC:-cc}" "${flags[@]}" -O2 -o "$dir/multi" "$sources/multi.c" -lcurl
cd "$dir"

# serve MODE: starts the small server and sets port.
serve() {
	./server "$1" >port &
	servers+=($!)
	until [ -s port ]; do sleep 0.01; done
	port=$(cat port)
	rm port
}

# Prints requests per second and microseconds of processor time per request, as ./load does.
wrk_run() {
	local TIMEFORMAT='%U %S'
	{ time wrk -t1 -c"$2" -d"$seconds" "http://127.0.0.1:$1/" >wrk.out; } 2>time.out
	awk 'NR == FNR { cpu = $1 + $2; next }
		/requests in/ { n = $1 } /^Requests\/sec/ { rate = $2 }
		END { print rate, cpu * 1e6 / n }' time.out wrk.out
}
middle() { cut -d' ' -f"$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# Our engine, wrk, our libcurl engine and a bare loop of libcurl by turns; lines with the ratio to wrk.
beside_wrk() {
	local i
	rm -f ./*.runs
	for ((i = 0; i < rounds; i++)); do
		./load 127.0.0.1 "$2" 64 "$seconds" 0 >>ours.runs
		! command -v wrk >/dev/null || wrk_run "$2" 64 >>wrk.runs
		./load 127.0.0.1 "$2" 64 "$seconds" 0 curl >>libcurl.runs
		./multi "http://127.0.0.1:$2/" 64 "$seconds" >>bare.runs
	done
	for name in ours wrk libcurl bare; do
		[ -s $name.runs ] || continue
		awk -v title="$1: $name" -v rate="$(middle $name.runs 1)" -v cpu="$(middle $name.runs 2)" \
			-v rate0="$(middle wrk.runs 1 2>/dev/null || echo 0)" -v cpu0="$(middle wrk.runs 2 2>/dev/null || echo 0)" 'BEGIN {
			printf "  %-24s %8.0f requests/s", title, rate
			if (rate0 > 0) printf "  %5.2f", rate / rate0
			printf "   %6.2f us of processor time each", cpu
			if (cpu0 > 0) printf "  %5.2f", cpu / cpu0
			print "" }'
	done
	awk -v a="$(middle libcurl.runs 1)" -v b="$(middle bare.runs 1)" 'BEGIN {
		printf "  libcurl to its bare loop %.2f\n", a / b }'
}

nginx_start() {
	local i
	for ((i = 0; i < 20; i++)); do
		port=$((20000 + RANDOM % 10000))
		cat >nginx.conf <<-CONF
			daemon off; master_process off; pid $dir/nginx.pid; error_log /dev/null;
			events { worker_connections 4096; }
			http { access_log off; keepalive_requests 1000000000; client_body_temp_path $dir; proxy_temp_path $dir;
				fastcgi_temp_path $dir; uwsgi_temp_path $dir; scgi_temp_path $dir;
				server { listen 127.0.0.1:$port; location / { return 200 "Hello, world!"; } } }
		CONF
		nginx -c "$dir/nginx.conf" 2>/dev/null &
		servers+=($!)
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			! curl -s -o /dev/null "http://127.0.0.1:$port/" || return 0
			kill -0 "${servers[-1]}" 2>/dev/null || break
			sleep 0.05
		done
	done
	return 1
}

echo "64 connections, closed load, $rounds rounds of $seconds s by turns; the median and its ratio to wrk"
serve now
beside_wrk 'small server' "$port"
! command -v nginx >/dev/null || { nginx_start && beside_wrk nginx "$port"; }
serve delay
echo "a server that answers after 10 ms: the median of the latency, and of the time that the server took"
for connections in 1 64 512; do
	./load 127.0.0.1 "$port" $connections "$seconds" 0 >delay.out
	curl -s "http://127.0.0.1:$port/truth" >truth.out
	paste -d' ' delay.out truth.out | awk -v n=$connections '{
		printf "  %4d connections  %8.3f ms  %8.3f ms  %+.3f ms\n", n, $3 / 1e3, $6 / 1e3, ($3 - $6) / 1e3 }'
done
serve stall
echo "a server that stalls for 1 s of every 5 s: p50 and p99 of 10 s"
./load 127.0.0.1 "$port" 8 10 0 | awk '{ printf "  closed load         %8.2f ms %8.2f ms\n", $3 / 1e3, $4 / 1e3 }'
./load 127.0.0.1 "$port" 8 10 500 | awk '{ printf "  open load, 500/s    %8.2f ms %8.2f ms\n", $3 / 1e3, $4 / 1e3 }'
