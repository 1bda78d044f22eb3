// Scripts of jobs that answer with vLLM: servers, and the array that works through exported shards.
import type { Environment, SiteModel } from "../slurm/site-config.ts";
import { scriptPreamble, shellQuote } from "../slurm/sbatch.ts";

/** A model as vLLM loads it, with the cluster's paths. */
export interface VllmModel {
  /** The name it answers to. */
  readonly name: string;
  readonly model: SiteModel;
  /** Adapters served beside it, by name. */
  readonly adapters: readonly { readonly name: string; readonly path: string; readonly rank: number }[];
  /** Chat template, where training fixed one. */
  readonly template?: string | undefined;
}

export interface ServeScript {
  readonly served: VllmModel;
  readonly environment: Environment;
  /** Folder of the service: holds `key`, gets `address-<job>.json`. */
  readonly folder: string;
  /** Prefix of the address by which others reach a node. @default the first private one */
  readonly network?: string | undefined;
  readonly flags: readonly string[];
  readonly scratch?: string | undefined;
}

/**
 * The script of a serving job: one vLLM a replica, each with its own GPUs and port. Publishes the
 * addresses once all are healthy and withdraws them at the end. If one server dies the job ends, so
 * no client sees a partial set of replicas.
 */
export function serveScript({ served, environment, folder, network, flags, scratch }: ServeScript): string {
  const { gpus, replicas } = served.model;
  return [
    ...scriptPreamble(`vLLM serves ${served.name}, by the Distil notebooks`, { environment, scratch }),
    `folder=${shellQuote(folder)} address="$folder/address-$SLURM_JOB_ID.json"`,
    'export VLLM_API_KEY="$(cat "$folder/key")"',
    ...SERVER_ENVIRONMENT,
    "host=",
    `for candidate in $(hostname -I 2>/dev/null) $(hostname -i 2>/dev/null) 127.0.0.1; do case "$candidate" in ${network ? `${shellQuote(network)}*` : PRIVATE}) host=$candidate; break ;; esac; done`,
    `[ -n "$host" ] || { echo ${shellQuote(`Expected an address that begins with ${network ?? "10., 172.16. or 192.168."} on this node, found none: correct serving.network in the site file`)} >&2; exit 2; }`,
    `IFS=, read -ra gpus <<< "\${CUDA_VISIBLE_DEVICES:-${Array.from({ length: gpus * replicas }, (_, i) => i).join(",")}}"`,
    "ended= pids=() ports=() port=$((20000 + SLURM_JOB_ID % 20000))",
    "trap 'ended=yes' TERM INT",
    "trap : USR1 # the warning before the time limit is for whoever submits the successor",
    'stop() { rm -f "$address"; kill "${pids[@]}" 2>/dev/null; wait; exit "$1"; }',
    'alive() { for pid in "${pids[@]}"; do kill -0 "$pid" 2>/dev/null || return 1; done; }',
    'taken() { (exec 3<>"/dev/tcp/$host/$1") 2>/dev/null; }',
    `healthy() { (exec 3<>"/dev/tcp/$host/$1" && printf 'GET /health HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n' "$host" >&3 && head -n 1 <&3 | grep -q ' 200') 2>/dev/null; }`,
    `for ((replica = 0; replica < ${replicas}; replica++)); do`,
    '  while taken "$port"; do port=$((port + 1)); done',
    `  CUDA_VISIBLE_DEVICES=$(IFS=,; echo "\${gpus[*]:replica*${gpus}:${gpus}}") ${[...environment.container, "vllm", "serve", ...modelFlags(served), ...flags].map(shellQuote).join(" ")} --host "$host" --port "$port" &`,
    '  pids+=($!) ports+=("$port") port=$((port + 1))',
    "done",
    'for port in "${ports[@]}"; do',
    `  until healthy "$port"; do alive || { echo "Expected vLLM to start, it ended: see above" >&2; stop 1; }; [ -z "$ended" ] || stop 143; sleep 1 & wait $!; done`,
    "done",
    `urls=$(printf ',"http://%s"' "\${ports[@]/#/$host:}")`,
    `printf '{"job":"%s","urls":[%s]}\\n' "$SLURM_JOB_ID" "\${urls:1}" > "$address.part" && mv "$address.part" "$address"`,
    "while alive && [ -z \"$ended\" ]; do sleep 2 & wait $!; done",
    '[ -n "$ended" ] && stop 143',
    'echo "Expected every vLLM of this job to go on, one ended: see above" >&2',
    "stop 1",
    "",
  ].join("\n");
}

/**
 * The script of an array whose task N works through shard N. vLLM overwrites its output and cannot
 * resume, so results are renamed when whole.
 */
export function shardScript({ served, environment, folder, flags, scratch }: Omit<ServeScript, "network">): string {
  const { name, adapters: _, ...rest } = served;
  return [
    ...scriptPreamble(`vLLM answers shards as ${name}, by the Distil notebooks`, { environment, scratch }),
    `shard=$(printf '%s/shard-%04d' ${shellQuote(folder)} "$SLURM_ARRAY_TASK_ID")`,
    'part="$shard.$SLURM_JOB_ID.part"',
    "trap : USR1",
    '[ -e "$shard.results.jsonl" ] && exit 0',
    ...SERVER_ENVIRONMENT,
    `${[...environment.container, "vllm", "run-batch", ...batchFlags({ name, adapters: [], ...rest }), ...flags].map(shellQuote).join(" ")} -i "$shard.jsonl" -o "$part"`,
    "code=$?",
    '[ "$code" -eq 0 ] && mv "$part" "$shard.results.jsonl"',
    'rm -f "$part"',
    'exit "$code"',
    "",
  ].join("\n");
}

/**
 * Request logs hold prompts, that is, patients' text. They are written at level INFO, whatever a
 * version's flag is called.
 */
const SERVER_ENVIRONMENT = ["export VLLM_HTTP_TIMEOUT_KEEP_ALIVE=120 VLLM_LOGGING_LEVEL=WARNING"];

const PRIVATE = "10.*|172.1[6-9].*|172.2[0-9].*|172.3[01].*|192.168.*";

function modelFlags(served: VllmModel): string[] {
  const { adapters, template } = served;
  const lora = adapters.length === 0 ? [] : [
    "--enable-lora", "--max-loras", String(adapters.length), "--max-lora-rank", String(loraRank(adapters)), "--lora-modules", ...adapters.map(({ name, path }) => `${name}=${path}`),
  ];
  return [served.model.weights, ...common(served), "--enable-prompt-tokens-details", ...(template ? ["--chat-template", template] : []), ...lora];
}

const batchFlags = (served: VllmModel): string[] => ["--model", served.model.weights, ...common(served)];

/** For batch work on an A100: the server's default for batched tokens is for chatting. */
const common = ({ name, model }: VllmModel): string[] => [
  "--served-model-name", name, "--dtype", "bfloat16", "--tensor-parallel-size", String(model.gpus), "--max-num-batched-tokens", "8192", "--enable-prefix-caching",
  ...(model.maxLength ? ["--max-model-len", String(model.maxLength)] : []),
];

/** Ranks that vLLM takes: the smallest for all adapters. */
function loraRank(adapters: VllmModel["adapters"]): number {
  const most = Math.max(...adapters.map(({ rank }) => rank));
  const rank = [1, 8, 16, 32, 64, 128, 256, 320, 512].find((size) => size >= most);
  if (!rank) throw new Error(`Expected adapters of rank 512 at most, which vLLM can serve, got ${most}`);
  return rank;
}
