#!/bin/sh
# A suite in shards, one node each:   sbatch --array=0-3 ci/slurm/array.sh
# and when all have ended:            benchctl merge results/run-*
# Run from the repository's root, which all nodes see, after it was built.
#SBATCH --job-name=benchmarks
#SBATCH --nodes=1
#SBATCH --exclusive
#SBATCH --time=00:30:00
set -eu
cd "${SLURM_SUBMIT_DIR:?this is to be run by sbatch}"
exec "${BENCHCTL:-benchctl}" run --shard auto
