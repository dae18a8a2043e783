#!/bin/sh
# A suite in shards, one node each. From the root of a built repository that all nodes can read:
#
#	job=$(sbatch --parsable --wait --array=0-3 ci/slurm/array.sh)
#	benchctl merge "results/slurm-$job"/run-*
#
# Each array has its own folder, because runs of two arrays cannot be merged, nor can runs of the whole suite. To
# measure a lost shard again into the same folder:
#
#	BENCHCTL_SHARD_INDEX=2 BENCHCTL_SHARD_TOTAL=4 benchctl run --no-build --shard auto --output-dir ...
#SBATCH --job-name=benchmarks
#SBATCH --nodes=1
#SBATCH --exclusive
#SBATCH --no-requeue
#SBATCH --time=00:30:00
set -eu
cd "${SLURM_SUBMIT_DIR:?run this with sbatch}"
# --no-build, because all tasks would build in the same tree at the same time. exec, because Slurm stops this
# process, which must then stop the benchmarks.
exec "${BENCHCTL:-benchctl}" run --no-build --shard auto \
	--output-dir "results/slurm-${SLURM_ARRAY_JOB_ID:?submit it with --array}"
