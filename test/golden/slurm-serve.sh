#!/bin/bash -l
# vLLM serves base, by the Distil notebooks
unset SLURM_EXPORT_ENV # else srun would pass on only what sbatch was told to
source /shared/distil/serving/bin/activate || { echo 'Expected the Python environment /shared/distil/serving on this node, could not load it: correct the site file' >&2; exit 2; }
set -uo pipefail
umask 077
export HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 HF_DATASETS_OFFLINE=1 VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 PYTHONUNBUFFERED=1
export TMPDIR=$(mktemp -d /scratch/distil-XXXXXX)
trap 'rm -rf "$TMPDIR"' EXIT
folder=/run/serve/students address="$folder/address-$SLURM_JOB_ID.json"
export VLLM_API_KEY="$(cat "$folder/key")"
export VLLM_HTTP_TIMEOUT_KEEP_ALIVE=120 VLLM_LOGGING_LEVEL=WARNING
host=
for candidate in $(hostname -I 2>/dev/null) $(hostname -i 2>/dev/null) 127.0.0.1; do case "$candidate" in 10.*) host=$candidate; break ;; esac; done
[ -n "$host" ] || { echo 'Expected an address that begins with 10. on this node, found none: correct serving.network in the site file' >&2; exit 2; }
IFS=, read -ra gpus <<< "${CUDA_VISIBLE_DEVICES:-0,1,2,3,4,5,6,7}"
ended= pids=() ports=() port=$((20000 + SLURM_JOB_ID % 20000))
trap 'ended=yes' TERM INT
trap : USR1 # the warning before the time limit is for whoever submits the successor
stop() { rm -f "$address"; kill "${pids[@]}" 2>/dev/null; wait; exit "$1"; }
alive() { for pid in "${pids[@]}"; do kill -0 "$pid" 2>/dev/null || return 1; done; }
taken() { (exec 3<>"/dev/tcp/$host/$1") 2>/dev/null; }
healthy() { (exec 3<>"/dev/tcp/$host/$1" && printf 'GET /health HTTP/1.0\r\nHost: %s\r\n\r\n' "$host" >&3 && head -n 1 <&3 | grep -q ' 200') 2>/dev/null; }
for ((replica = 0; replica < 8; replica++)); do
  while taken "$port"; do port=$((port + 1)); done
  CUDA_VISIBLE_DEVICES=$(IFS=,; echo "${gpus[*]:replica*1:1}") vllm serve /shared/models/Llama-3.1-8B-Instruct --served-model-name base --dtype bfloat16 --tensor-parallel-size 1 --max-num-batched-tokens 8192 --enable-prefix-caching --max-model-len 16384 --enable-prompt-tokens-details --chat-template /run/chat_template.jinja --enable-lora --max-loras 2 --max-lora-rank 32 --lora-modules All=/run/students/All/adapter 'No-S=/run/it'\''s/adapter' --host "$host" --port "$port" &
  pids+=($!) ports+=("$port") port=$((port + 1))
done
for port in "${ports[@]}"; do
  until healthy "$port"; do alive || { echo "Expected vLLM to start, it ended: see above" >&2; stop 1; }; [ -z "$ended" ] || stop 143; sleep 1 & wait $!; done
done
urls=$(printf ',"http://%s"' "${ports[@]/#/$host:}")
printf '{"job":"%s","urls":[%s]}\n' "$SLURM_JOB_ID" "${urls:1}" > "$address.part" && mv "$address.part" "$address"
while alive && [ -z "$ended" ]; do sleep 2 & wait $!; done
[ -n "$ended" ] && stop 143
echo "Expected every vLLM of this job to go on, one ended: see above" >&2
stop 1
