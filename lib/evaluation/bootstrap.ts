// Owns drawing clusters (patients) with replacement and the figure on each draw. Does not own what becomes of the figures (interval.ts).
import { binomial } from "./binomial.ts";
import { random } from "../random.ts";

/** A figure on the rows themselves and on each resample. */
export interface Figures {
  readonly estimate: number;
  readonly resampled: Float64Array;
}

export interface Draws {
  readonly resamples: number;
  readonly seed: number | string;
}

/** Any figure, computed anew from the rows of the drawn clusters. */
export function resampleRows<Row>(clusters: readonly (readonly Row[])[], { statistic, resamples, seed }: Draws & { statistic: (rows: readonly Row[]) => number }): Figures {
  const draw = createSampler(seed, clusters.length);
  const resampled = Float64Array.from({ length: resamples }, () => statistic(Array.from(draw(), (c) => clusters[c]!).flat()));
  return { estimate: statistic(clusters.flat()), resampled };
}

/** The mean of the groups' means of a number. It needs only each cluster's sum and count per group, so that rows are touched once, before the first draw. */
export function resampleMeans<Row>(clusters: readonly (readonly Row[])[], { value, group, resamples, seed }: Draws & { value: (row: Row) => number; group: (row: Row) => string }): Figures {
  const { table, width, all } = sumsAndCounts(clusters, { value, group });
  const totals = new Float64Array(width), resampled = new Float64Array(resamples);
  const kinds = kindsOf(table, width);
  const fill = kinds.size * DRAWS_PER_BINOMIAL < clusters.length ? byKind([...kinds.values()], { table, clusters: clusters.length, seed }) : byCluster(table, { clusters: clusters.length, seed });
  for (let i = 0; i < resamples; i++) {
    fill(totals.fill(0));
    resampled[i] = meanOfMeans(totals);
  }
  return { estimate: meanOfMeans(all), resampled };
}

/** A row a cluster: sum and count of each group, side by side. */
function sumsAndCounts<Row>(clusters: readonly (readonly Row[])[], { value, group }: { value: (row: Row) => number; group: (row: Row) => string }) {
  const groups = new Map<string, number>();
  for (const rows of clusters) for (const row of rows) if (!groups.has(group(row))) groups.set(group(row), groups.size);
  const width = 2 * groups.size, table = new Float64Array(clusters.length * width), all = new Float64Array(width);
  clusters.forEach((rows, c) => {
    for (const row of rows) {
      const at = 2 * groups.get(group(row))!, x = value(row);
      table[c * width + at]! += x;
      table[c * width + at + 1]! += 1;
      all[at]! += x;
      all[at + 1]! += 1;
    }
  });
  return { table, width, all };
}

function meanOfMeans(totals: Float64Array): number {
  let sum = 0, groups = 0;
  for (let w = 0; w < totals.length; w += 2) {
    if (totals[w + 1] === 0) continue;
    sum += totals[w]! / totals[w + 1]!;
    groups++;
  }
  return sum / groups;
}

/** Clusters with the same sums and counts are of one kind. */
interface Kind {
  readonly first: number;
  size: number;
}

function kindsOf(table: Float64Array, width: number): Map<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (let at = 0; at < table.length; at += width) {
    const key = table.subarray(at, at + width).join(), kind = kinds.get(key);
    if (kind) kind.size++;
    else kinds.set(key, { first: at, size: 1 });
  }
  return kinds;
}

/** One binomial draw takes about as long as this many drawn clusters. */
const DRAWS_PER_BINOMIAL = 12;

type Fill = (totals: Float64Array) => void;

/** Clusters of one kind are interchangeable: all that matters is how many of each kind a resample holds, which is multinomial. For many patients with few items each. */
function byKind(kinds: readonly Kind[], { table, clusters, seed }: { table: Float64Array; clusters: number; seed: number | string }): Fill {
  const r = random(seed), largestFirst = kinds.toSorted((a, b) => b.size - a.size);
  return (totals) => {
    let left = clusters, among = clusters;
    for (const { first, size } of largestFirst) {
      const times = size === among ? left : binomial(r, { n: left, p: size / among });
      for (let w = 0; w < totals.length; w++) totals[w]! += times * table[first + w]!;
      left -= times;
      among -= size;
    }
  };
}

/** Draws one cluster after the other. One sum and one count is by far the commonest shape and has its own loop. */
function byCluster(table: Float64Array, { clusters, seed }: { clusters: number; seed: number | string }): Fill {
  const draw = createSampler(seed, clusters);
  return (totals) => {
    const drawn = draw(), width = totals.length;
    if (width > 2) {
      for (let i = 0; i < drawn.length; i++) for (let w = 0, at = drawn[i]! * width; w < width; w++) totals[w]! += table[at + w]!;
      return;
    }
    let sum = 0, count = 0;
    for (let i = 0; i < drawn.length; i++) {
      const at = 2 * drawn[i]!;
      sum += table[at]!;
      count += table[at + 1]!;
    }
    totals[0] = sum;
    totals[1] = count;
  };
}

/** Draws `count` of `count` indices with replacement, into one array that is used again. sfc32 is written out here: calling it through a closure doubles the time. */
function createSampler(seed: number | string, count: number): () => Int32Array {
  const start = random(seed), word = () => (start() * 4294967296) | 0;
  const drawn = new Int32Array(count), scale = count / 4294967296;
  let a = word(), b = word(), c = word(), d = 1;
  return () => {
    let w = a, x = b, y = c, z = d;
    for (let i = 0; i < drawn.length; i++) {
      const t = (((w + x) | 0) + z) | 0;
      z = (z + 1) | 0;
      w = x ^ (x >>> 9);
      x = (y + (y << 3)) | 0;
      y = (((y << 21) | (y >>> 11)) + t) | 0;
      drawn[i] = ((t >>> 0) * scale) | 0;
    }
    a = w, b = x, c = y, d = z;
    return drawn;
  };
}
