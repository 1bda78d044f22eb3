// Owns the student's weights as bytes: one signed byte a weight, finer near zero, compressed. Where the bytes are kept is the caller's business.
import { deflateSync, inflateSync } from "node:zlib";
import { TABLE_SIZE } from "./model.ts";

/** What a student knows. `table` has TABLE_SIZE hashed weights. */
export interface Weights {
  readonly table: Float32Array;
  /** False for a student taught the answer alone (No-S): it replies with the answer alone. */
  readonly support: boolean;
}

const MAGIC = 0x44535431; // "DST1"
const HEADER = 12;
const LEVELS = 127;

/** Weights as bytes, under 1 MB for a few thousand examples. Rounds each weight to one of 255 steps, so that the whole takes little room. */
export function saveWeights({ table, support }: Weights): Uint8Array {
  let top = 0;
  for (const w of table) if (Math.abs(w) > top) top = Math.abs(w);
  const steps = Int8Array.from(table, (w) => (top === 0 ? 0 : Math.sign(w) * Math.round(LEVELS * Math.sqrt(Math.abs(w) / top))));
  const packed = deflateSync(steps, { level: 9 });
  const out = new Uint8Array(HEADER + packed.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC);
  view.setUint32(4, support ? 1 : 0);
  view.setFloat32(8, top);
  out.set(packed, HEADER);
  return out;
}

/** Weights from the bytes of {@link saveWeights}. Throws one sentence when the bytes are something else. */
export function loadWeights(bytes: Uint8Array): Weights {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0) !== MAGIC) throw new Error(`Expected a rehearsal student's weights, got ${bytes.length} bytes of something else: train the run again`);
  const top = view.getFloat32(8);
  const steps = new Int8Array(unpack(bytes.subarray(HEADER)));
  return { table: Float32Array.from(steps, (q) => Math.sign(q) * top * (q / LEVELS) ** 2), support: view.getUint32(4) === 1 };
}

function unpack(bytes: Uint8Array): Uint8Array {
  let out: Uint8Array;
  try {
    out = inflateSync(bytes, { maxOutputLength: TABLE_SIZE });
  } catch (cause) {
    throw new Error("Expected a rehearsal student's whole weights, got damaged or cut off bytes: train the run again", { cause });
  }
  if (out.length !== TABLE_SIZE) throw new Error(`Expected ${TABLE_SIZE} weights of a rehearsal student, got ${out.length}: train the run again`);
  return out;
}
