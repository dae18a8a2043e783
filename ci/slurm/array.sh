#!/bin/sh
# A suite in shards, one node each. From the root of a repository that all nodes see, and that is built:
#
#	job=$(sbatch --parsable --wait --array=0-3 ci/slurm/array.sh)
#	benchctl merge "results/slurm-$job"/run-*
#
# The runs of each array have a folder of their own, because those of two arrays cannot be merged, nor
# can runs of the whole suite. One that was lost is measured again, into the same folder, by
#
#	BENCHCTL_SHARD_INDEX=2 BENCHCTL_SHARD_TOTAL=4 benchctl run --no-build --shard auto --output-dir ...
#SBATCH --job-name=benchmarks
#SBATCH --nodes=1
#SBATCH --exclusive
#SBATCH --no-requeue
#SBATCH --time=00:30:00
set -eu
cd "${SLURM_SUBMIT_DIR:?this is to be run by sbatch}"
# The tasks would all build in the same tree at the same time: hence --no-build. With exec, because what
# Slurm stops is this process, which has then to stop the benchmarks.
exec "${BENCHCTL:-benchctl}" run --no-build --shard auto \
	--output-dir "results/slurm-${SLURM_ARRAY_JOB_ID:?submit it with --array}"
