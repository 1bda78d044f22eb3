// Ids as text, exactly as their file has them.

/**
 * An id as text. Undefined for what has no exact text: a fraction, a number beyond 2^53 that was
 * read as a double, a date, a list or an object.
 */
export function exactId(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return String(value);
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** An id in a message: what does not look like one may be a note's text and is not shown. */
export const shownId = (value: unknown): string => {
  const id = exactId(value);
  return id !== undefined && /^[\w.:@+/-]{0,80}$/.test(id) ? `"${id}"` : "another value";
};
