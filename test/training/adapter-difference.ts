// How far two adapters lie apart, read straight from their safetensors files (8 bytes of header length, JSON, data).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The largest difference between equally named weights; both must have the same names. */
export function largestDifference(one: string, other: string): number {
  const [a, b] = [tensors(one), tensors(other)];
  assert.deepEqual([...a.keys()].sort(), [...b.keys()].sort());
  return Math.max(...[...a].map(([name, values]) => values.reduce((most, value, i) => Math.max(most, Math.abs(value - ((b.get(name) as Float32Array)[i] as number))), 0)));
}

function tensors(file: string): Map<string, Float32Array> {
  const bytes = readFileSync(file), size = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + size).toString()) as Record<string, { dtype: string; data_offsets: [number, number] }>;
  return new Map(Object.entries(header).filter(([name]) => name !== "__metadata__").map(([name, { dtype, data_offsets: [from, to] }]) => {
    const data = bytes.subarray(8 + size + from, 8 + size + to);
    assert.ok(dtype === "BF16" || dtype === "F32", dtype);
    const width = dtype === "BF16" ? 2 : 4;
    return [name, Float32Array.from({ length: data.length / width }, (_, i) => (width === 4 ? data.readFloatLE(i * 4) : bfloat(data.readUInt16LE(i * 2))))];
  }));
}

/** A bf16 number is the upper half of a float32. */
function bfloat(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
}
