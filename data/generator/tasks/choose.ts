// Choosing patients so that each criterion of a task has both its classes, as far as the candidates allow. Owns nothing else.

/** Takes `count` of the candidates, each time the one whose classes are rarest among those taken; the first of equals. */
export function chooseBalanced<T>(candidates: readonly T[], { count, classes }: { count: number; classes: (one: T) => readonly string[] }): T[] {
  const seen = new Map<string, number>(), left = new Map(candidates.map((one) => [one, classes(one)])), taken: T[] = [];
  const gain = (names: readonly string[]): number => names.reduce((sum, name) => sum + 4 ** -(seen.get(name) ?? 0) + 0.5 / (1 + (seen.get(name) ?? 0)), 0);
  while (taken.length < count && left.size > 0) {
    const [best, names] = [...left].reduce((a, b) => (gain(b[1]) > gain(a[1]) ? b : a));
    for (const name of names) seen.set(name, (seen.get(name) ?? 0) + 1);
    taken.push(best);
    left.delete(best);
  }
  return taken;
}
