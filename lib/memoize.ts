// Remembering what was worked out of a text.

/** `compute` with a cache of its results for the `most` texts last asked for. */
export function memoize<T>(compute: (text: string) => T, most: number): (text: string) => T {
  const cache = new Map<string, T>();
  return (text) => {
    const result = cache.get(text) ?? compute(text);
    cache.delete(text);
    cache.set(text, result);
    if (cache.size > most) cache.delete(cache.keys().next().value ?? text);
    return result;
  };
}
