#!/usr/bin/env bash
# Whether a baseline judges as the whole runs that it was made of: verdicts against the runs with every
# sample and digit, and against the baseline that `baseline refresh` keeps of them, for synthetic suites
# of many shapes and for the project's own baseline as it was before (OLD, a file of schema 1).
# BENCHCTL=build/release/benchctl CASES=200 OLD=commit:path
set -eu
# shellcheck source=ci/bench/common/lib.sh
. "$(dirname -- "$0")/common/lib.sh"
git -C "$root" show "${OLD:-6daa343:baselines/benchctl/x86_64-amd-epyc-2c.json}" >own.json

git init -q -b main
cat >benchctl.yaml <<'END'
benchmark: { name: demo, machine_class: pool }
gate: { metrics: { peak_rss: { threshold: 10% }, rate: { threshold: 3% }, steps: { threshold: 0% }, score: {}, far: {} } }
suite:
  - { name: a, command: "true" }
END
python3 - "$benchctl" "${CASES:-200}" <<'END'
import json, math, os, random, subprocess, sys

benchctl, cases = sys.argv[1], int(sys.argv[2])
path = "baselines/demo/pool.json"
os.makedirs("baselines/demo")


def metric(unit, better, samples, **more):
    return dict(unit=unit, better=better, samples=samples, **more)


def synthetic(rng, shapes, shift):
    results = []
    for k, (level, cv, session, n) in enumerate(shapes):
        here = level * shift * math.exp(rng.gauss(0, session))
        times = [round(here * math.exp(rng.gauss(0, cv)), 9) for _ in range(n)]
        results.append(dict(id="b%03d" % k, status="ok", metrics=dict(
            wall=metric("s", "lower", times),
            cpu=metric("s", "lower", [t * 0.9 for t in times]),
            peak_rss=metric("B", "lower", [4096 * int(1000 * shift + rng.gauss(0, 1 + 10 * cv)) for _ in times]),
            rate=metric("items/s", "higher", [1000 / t for t in times]),
            score=metric("points", "higher", [rng.gauss(2 / shift, 1) for _ in times]),
            far=metric("s", "lower", [t * (30 if rng.random() < 0.1 else 1) for t in times]),
            steps=metric("steps", "lower", [12345.678901 + k] * n, exact=True))))
    return results


def run(results, second):
    return dict(suite="demo", status="ok", started="2026-01-01T00:%02d:%02dZ" % divmod(second, 60),
                host={"class": "pool"}, results=results)


def write(name, kind, runs):
    with open(name, "w") as f:
        json.dump(dict(benchctl=kind, schema=1, suite="demo", runs=runs), f)


def verdicts(base):
    subprocess.run([benchctl, "compare", "-q", base, "head.json", "--report", "json=c.json"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with open("c.json") as f:
        return {(r["id"], r["metric"]): (r["verdict"], r.get("consequence")) for r in json.load(f)["rows"]}


def judge(runs, head, totals):
    write("whole.json", "baseline", runs)
    write("head.json", "run", [head])
    write(path, "baseline", runs)
    subprocess.run([benchctl, "baseline", "refresh", path], check=True, stdout=subprocess.DEVNULL)
    whole, kept = verdicts("whole.json"), verdicts(path)
    for key in whole:
        totals[whole[key][0]] = totals.get(whole[key][0], 0) + 1
        if kept.get(key) != whole[key]:
            totals["differ"] = totals.get("differ", 0) + 1
            print("  %s %s: %s of whole runs, %s of the baseline" % (*key, whole[key], kept.get(key)))
    if set(kept) != set(whole):
        raise SystemExit("other rows")


def report(title, totals):
    differ = totals.pop("differ", 0)
    print("%s: %d rows, %d differ (%s)" % (title, sum(totals.values()), differ,
          ", ".join("%d %s" % (n, v) for v, n in sorted(totals.items()))))
    return differ


rng, totals, differ = random.Random(1), {}, 0
for case in range(cases):
    shapes = [(10 ** rng.uniform(-5, 1), 10 ** rng.uniform(-4, -0.7), 10 ** rng.uniform(-4, -1.3),
               rng.choice([3, 10, 20, 40])) for _ in range(10)]
    runs = [run(synthetic(rng, shapes, 1), i) for i in range(rng.choice([1, 2, 5, 8, 12, 20]))]
    if len(runs) > 1 and rng.random() < 0.3:  # a part of the suite was measured last
        runs[-1]["results"] = runs[-1]["results"][::2]
    if len(runs) > 1 and rng.random() < 0.3:  # or it lacks metrics, once without a value
        for k, r in enumerate(runs[-1]["results"]):
            gone = list(r["metrics"])[k % len(r["metrics"])]
            if k % 2:
                r["metrics"][gone]["samples"] = []
            else:
                del r["metrics"][gone]
    judge(runs, run(synthetic(rng, shapes, rng.choice([0.9, 1, 1, 1.02, 1.05, 1.1, 1.3])), 3000), totals)
differ += report("synthetic", totals)

with open("own.json") as f:
    own = json.load(f)["runs"]
for r in own:
    r["suite"], r["host"] = "demo", {"class": "pool"}
totals = {}
for last in range(1, len(own)):
    for factor in (0.9, 1, 1.03, 1.06, 1.12, 1.3):
        head = json.loads(json.dumps(own[last]))
        for r in head["results"]:
            for m in r["metrics"].values():
                m["samples"] = [v * factor for v in m.get("samples", [])]
        judge(own[:last], head, totals)
differ += report("the project's own", totals)
sys.exit(1 if differ else 0)
END
