// The scheduling of a vLLM server without its arithmetic: sequences share cached blocks of 16 tokens, run up to max_num_seqs at a time, take turns in a token budget, and are
// put back when blocks run out. One step is one pass of the model; there is no clock. A token is four characters.

export interface EngineOptions {
  /** Blocks of KV cache. */
  readonly blocks: number;
  readonly maxSeqs: number;
  /** Tokens a step may process. */
  readonly maxBatchedTokens: number;
}

export interface Sequence {
  readonly prompt: string;
  /** Tokens to generate. */
  readonly tokens: number;
  readonly done: (usage: Usage) => void;
}

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cached_tokens: number;
}

export interface EngineCounts {
  readonly running: number;
  readonly waiting: number;
  /** Share of blocks that running sequences hold. */
  readonly kv: number;
  readonly preemptions: number;
  /** Prompt tokens that came in, that were found in the cache, and that had to be computed (again, after a preemption, too). */
  readonly queries: number;
  readonly hits: number;
  readonly computed: number;
  readonly generated: number;
}

const BLOCK = 16;
const CHARACTERS = 4;

interface Running extends Sequence {
  readonly hashes: readonly number[];
  readonly promptTokens: number;
  generated: number;
  cached: number | undefined;
  /** Tokens still to be computed before the next one can be generated. */
  pending: number;
  blocks: number[];
}

export interface Engine {
  add(sequence: Sequence): void;
  /** One pass; ended sequences are told. */
  step(): void;
  counts(): EngineCounts;
}

export function startEngine({ blocks, maxSeqs, maxBatchedTokens }: EngineOptions): Engine {
  const cache = startCache(blocks);
  const waiting: Running[] = [];
  let running: Running[] = [];
  const total = { preemptions: 0, queries: 0, hits: 0, computed: 0, generated: 0 };

  const admit = (sequence: Running): boolean => {
    const tokens = sequence.promptTokens + sequence.generated;
    const got = cache.take(sequence.hashes, { count: Math.floor(tokens / BLOCK) + 1, most: Math.floor((tokens - 1) / BLOCK) });
    if (!got) return false;
    sequence.blocks = got.blocks;
    sequence.pending = tokens - got.found * BLOCK;
    total.computed += sequence.pending;
    if (sequence.cached === undefined) {
      sequence.cached = got.found * BLOCK;
      total.queries += sequence.promptTokens;
      total.hits += sequence.cached;
    }
    return true;
  };

  /** Room for one more token of a sequence, made by putting back the newest when there is none. False when it was itself put back. */
  const grow = (sequence: Running): boolean => {
    if (sequence.promptTokens + sequence.generated < sequence.blocks.length * BLOCK) return true;
    for (;;) {
      const block = cache.one();
      if (block !== undefined) return sequence.blocks.push(block) > 0;
      const newest = running.pop() as Running;
      cache.give(newest.blocks);
      newest.blocks = [];
      waiting.unshift(newest);
      total.preemptions++;
      if (newest === sequence) return false;
    }
  };

  const step = () => {
    let budget = maxBatchedTokens;
    for (const sequence of [...running]) {
      if (budget <= 0 || sequence.blocks.length === 0) continue;
      if (sequence.pending > 0) {
        const part = Math.min(budget, sequence.pending);
        sequence.pending -= part;
        budget -= part;
      }
      if (sequence.pending > 0 || !grow(sequence)) continue;
      sequence.generated++;
      total.generated++;
      budget--;
    }
    while (budget > 0 && running.length < maxSeqs && waiting[0] && admit(waiting[0])) {
      const next = waiting.shift() as Running;
      const part = Math.min(budget, next.pending);
      next.pending -= part;
      budget -= part;
      running.push(next);
    }
    const ended = running.filter((sequence) => sequence.generated >= sequence.tokens);
    if (ended.length === 0) return;
    running = running.filter((sequence) => sequence.generated < sequence.tokens);
    for (const sequence of ended) {
      cache.give(sequence.blocks);
      sequence.done({ prompt_tokens: sequence.promptTokens, completion_tokens: sequence.generated, cached_tokens: sequence.cached ?? 0 });
    }
  };

  return {
    step,
    add(sequence) {
      const promptTokens = Math.ceil(sequence.prompt.length / CHARACTERS);
      const hashes = blockHashes(sequence.prompt, Math.floor(promptTokens / BLOCK));
      waiting.push({ ...sequence, prompt: "", hashes, promptTokens, generated: 0, cached: undefined, pending: 0, blocks: [] });
    },
    counts: () => ({ ...total, running: running.length, waiting: waiting.length, kv: 1 - cache.free() / blocks }),
  };
}

/** A hash for each full block of a prompt, of the block and all before it. */
function blockHashes(prompt: string, count: number): number[] {
  const hashes: number[] = [];
  let a = 0x811c9dc5, b = 0x1000193;
  for (let block = 0; block < count; block++) {
    const end = (block + 1) * BLOCK * CHARACTERS;
    for (let at = block * BLOCK * CHARACTERS; at < end; at++) {
      const code = prompt.charCodeAt(at);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x85ebca6b) + 1;
    }
    hashes.push((a >>> 0) * 0x100000 + ((b ^ (b >>> 12)) & 0xfffff));
  }
  return hashes;
}

/** Blocks with reference counts; free ones keep their content until they are needed, the least recently used first. */
function startCache(blocks: number) {
  const byHash = new Map<number, number>();
  const hashOf: (number | undefined)[] = new Array(blocks);
  const references = new Int32Array(blocks);
  // A ring of free blocks in order of use: `blocks` is its head.
  const next = Int32Array.from({ length: blocks + 1 }, (_, i) => (i + 1) % (blocks + 1));
  const previous = Int32Array.from({ length: blocks + 1 }, (_, i) => (i + blocks) % (blocks + 1));
  let free = blocks;
  const unlink = (block: number) => {
    next[previous[block] as number] = next[block] as number;
    previous[next[block] as number] = previous[block] as number;
    free--;
  };
  const append = (block: number) => {
    const last = previous[blocks] as number;
    next[last] = block;
    previous[block] = last;
    next[block] = blocks;
    previous[blocks] = block;
    free++;
  };
  const one = (hash?: number): number | undefined => {
    if (free === 0) return undefined;
    const block = next[blocks] as number;
    unlink(block);
    const old = hashOf[block];
    if (old !== undefined && byHash.get(old) === block) byHash.delete(old);
    hashOf[block] = hash;
    if (hash !== undefined && !byHash.has(hash)) byHash.set(hash, block);
    references[block] = 1;
    return block;
  };
  return {
    one: () => one(),
    free: () => free,
    /**
     * `count` blocks for a sequence: those found by hash from its beginning, then fresh ones. Undefined when there are too few. At most `most` are looked for: a
     * sequence's last token is always computed, there is nothing to go on from without it.
     */
    take(hashes: readonly number[], { count, most }: { readonly count: number; readonly most: number }): { blocks: number[]; found: number } | undefined {
      let found = 0;
      let idle = 0;
      for (; found < Math.min(hashes.length, most); found++) {
        const block = byHash.get(hashes[found] as number);
        if (block === undefined) break;
        if (references[block] === 0) idle++;
      }
      if (count - found > free - idle) return undefined;
      const taken: number[] = [];
      for (const hash of hashes.slice(0, found)) {
        const block = byHash.get(hash) as number;
        if (references[block] === 0) unlink(block);
        references[block] = (references[block] as number) + 1;
        taken.push(block);
      }
      for (let at = found; at < count; at++) taken.push(one(hashes[at]) as number);
      return { blocks: taken, found };
    },
    /** Gives blocks back, a sequence's tail first, so that its beginning stays longest. */
    give(given: readonly number[]) {
      for (const block of [...given].reverse()) if ((references[block] = (references[block] as number) - 1) === 0) append(block);
    },
  };
}
