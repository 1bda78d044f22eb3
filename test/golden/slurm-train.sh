#!/bin/bash -l
# finetune of All
unset SLURM_EXPORT_ENV # else srun would pass on only what sbatch was told to
module load cuda/12.8 || { echo 'Expected the module cuda/12.8 on this node, could not load it: correct the site file' >&2; exit 2; }
source /shared/distil/training/bin/activate || { echo 'Expected the Python environment /shared/distil/training on this node, could not load it: correct the site file' >&2; exit 2; }
set -uo pipefail
umask 077
export HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 HF_DATASETS_OFFLINE=1 VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 PYTHONUNBUFFERED=1
export TMPDIR=$(mktemp -d /scratch/distil-XXXXXX)
trap 'rm -rf "$TMPDIR"' EXIT
folder=/run/students/All
echo "--- attempt of job $SLURM_JOB_ID on ${SLURMD_NODENAME:-$HOSTNAME}, restart ${SLURM_RESTART_COUNT:-0}"
asked=
# srun kills its tasks on TERM but hands USR1 on, so every request to stop becomes USR1.
stop() { asked=$1; interrupted=yes; [ -n "${step:-}" ] && kill -s USR1 "$step" 2>/dev/null; }
trap 'stop USR1' USR1
trap 'stop TERM' TERM
leave() { echo "$SLURM_JOB_ID ${SLURM_RESTART_COUNT:-0} $1" > "$folder/ended.part" && mv "$folder/ended.part" "$folder/ended"; exit "$1"; }
[ "${SLURM_RESTART_COUNT:-0}" -le 50 ] || { echo "Expected at most 50 restarts of this job: start the run again to go on" >&2; leave 85; }
# A task that ends early leaves the others time to finish their part of a checkpoint.
srun --kill-on-bad-exit=0 --wait=120 ${SLURM_CPUS_PER_TASK:+--cpus-per-task=$SLURM_CPUS_PER_TASK} python /project/cluster/finetune.py --data /run/train/All --out /run/students/All --model /shared/models/Llama-3.1-8B-Instruct &
step=$!
[ -z "$asked" ] || kill -s USR1 "$step" # it came before there was a step
# wait returns early when a signal comes; it is asked again until the step has ended.
while interrupted=; wait "$step"; code=$?; [ -n "$interrupted" ]; do :; done
if [ -n "$asked" ] && [ "$code" -ge 128 ]; then code=85; fi # told to stop before it could listen
if [ "$code" -eq 0 ] && [ ! -e /run/students/All/done.json ]; then echo "Expected /run/students/All/done.json from a program that ended well, found none" >&2; [ -n "$asked" ] && code=85 || code=1; fi
if [ "$code" -eq 85 ] && [ "$asked" = USR1 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 50 ]; then scontrol requeue "$SLURM_JOB_ID"; fi
leave "$code"
