#!/bin/bash -l
# vLLM answers shards as base, by the Distil notebooks
unset SLURM_EXPORT_ENV # else srun would pass on only what sbatch was told to
source /shared/distil/serving/bin/activate || { echo 'Expected the Python environment /shared/distil/serving on this node, could not load it: correct the site file' >&2; exit 2; }
set -uo pipefail
umask 077
export HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 HF_DATASETS_OFFLINE=1 VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 PYTHONUNBUFFERED=1
shard=$(printf '%s/shard-%04d' /run/replies.jsonl.shards/round-1 "$SLURM_ARRAY_TASK_ID")
part="$shard.$SLURM_JOB_ID.part"
trap : USR1
[ -e "$shard.results.jsonl" ] && exit 0
export VLLM_HTTP_TIMEOUT_KEEP_ALIVE=120 VLLM_LOGGING_LEVEL=WARNING
vllm run-batch --model /shared/models/Llama-3.1-8B-Instruct --served-model-name base --dtype bfloat16 --tensor-parallel-size 1 --max-num-batched-tokens 8192 --enable-prefix-caching --max-model-len 16384 --quantization=fp8 -i "$shard.jsonl" -o "$part"
code=$?
[ "$code" -eq 0 ] && mv "$part" "$shard.results.jsonl"
rm -f "$part"
exit "$code"
