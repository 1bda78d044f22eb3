// What a cell shows, in any mime types; plain text in a script. All data is escaped.

/** One output in several forms; a front end draws the richest it knows. */
export type Bundle = Readonly<Record<string, unknown>>;

type Publish = (display: { data: Bundle; metadata: object; transient: object }, update: boolean) => void;
const kernel = (): Publish | undefined => (globalThis as Record<symbol, unknown>)[Symbol.for("distil.publish")] as Publish | undefined;

/** Shows a bundle; a later one of the same `id` replaces it. A script prints `text/plain`. */
export function display(data: Bundle, { id }: { readonly id?: string } = {}): void {
  const write = kernel();
  if (!write) {
    console.log(String(data["text/plain"] ?? Object.keys(data).join(", ")));
    return;
  }
  const update = id !== undefined && shownIds.has(id);
  if (id !== undefined) shownIds.add(id);
  write({ data, metadata: {}, transient: id === undefined ? {} : { display_id: id } }, update);
}
const shownIds = new Set<string>();

/** Text made safe to stand in HTML, in attributes too. */
export const escapeHtml = (value: unknown): string => String(value ?? "").replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);

/** Shows markdown. Escape what comes from data. */
export function markdown(text: string): void {
  display({ "text/markdown": text, "text/plain": text });
}
