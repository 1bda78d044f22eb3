// Label Studio's JSON: exports read as items and decisions, our items as tasks with annotations,
// and the labelling configuration.
import { basename } from "node:path";
import { z } from "zod";
import { parseJson } from "../../io/json.ts";
import { readTextFile } from "../../io/text-file.ts";
import { FIELDS, type Proposal, type ReviewItem, type Span, type TableRow } from "./types.ts";
import type { ReviewedItem } from "./consensus.ts";

/** The labelling interface of the tasks below, to be pasted into a project's settings. */
export const LABELLING = `<View>
  <Header value="$question"/>
  <Labels name="support" toName="note"><Label value="Source"/></Labels>
  <Text name="note" value="$text"/>
${FIELDS.filter((field) => field !== "source").map((field) => `  <Header value="${field}" size="5"/>\n  <TextArea name="${field}" toName="note" value="$${field}" maxSubmissions="1" editable="true"/>`).join("\n")}
  <Choices name="validity" toName="note"><Choice value="valid"/><Choice value="invalid"/></Choices>
  <TextArea name="comment" toName="note" maxSubmissions="1"/>
</View>
`;

const Named = z.object({ from_name: z.string(), type: z.string() });
const Part = Named.extend({
  value: z.object({
    text: z.union([z.string(), z.array(z.string())]).optional(),
    start: z.number().optional(), end: z.number().optional(),
    labels: z.array(z.string()).optional(), choices: z.array(z.string()).optional(),
  }),
});
const Annotation = z.object({
  completed_by: z.union([
    z.number(), z.string(), z.object({ email: z.string() }).transform(({ email }) => email),
    z.object({ id: z.union([z.number(), z.string()]) }).transform(({ id }) => id),
  ]).nullish(),
  lead_time: z.number().nullish(), result: z.array(z.unknown()),
});
const Task = z.object({
  id: z.union([z.number(), z.string()]).optional(), data: z.record(z.string(), z.unknown()),
  annotations: z.array(z.unknown()).nullish(),
  /** What annotations were called before Label Studio 1.0. */
  completions: z.array(z.unknown()).nullish(),
});

/**
 * The tasks of an export: data are items, annotations not cancelled are decisions of
 * `label-studio-<annotator>`. What cannot be read costs only itself and is counted.
 */
export function readTasks(file: string): TableRow[] {
  const name = basename(file), json = parseJson(readTextFile(file));
  if (json === undefined) throw new Error(`${name}: expected a Label Studio export in JSON, got broken JSON: export it again`);
  const tasks = (Array.isArray(json) ? json : []).map((task) => Task.safeParse(task));
  const wrong = tasks.find((task) => !task.success);
  if (!tasks.some((task) => task.success)) {
    const at = wrong ? `0.${wrong.error.issues[0]!.path.join(".")}` : "its top";
    throw new Error(`${name}: expected a Label Studio export (a list of tasks with data and annotations), got another shape at ${at}`);
  }
  const others = new Map<string, number>();
  const rows = tasks.map((task, i): TableRow => {
    const where = `${name}, task ${task.data?.id ?? i + 1}`;
    if (!task.success) return { row: {}, where, unread: ["expected a task with data"] };
    const { data, annotations, completions } = task.data;
    const read = [...(annotations ?? []), ...(completions ?? [])].filter(isKept)
      .map((one) => decisionOf(one, { note: String(data["text"] ?? ""), others }));
    return {
      row: Object.fromEntries(Object.entries(data).map(([key, value]) => [key.toLowerCase(), value])),
      where, decisions: read.filter((one) => typeof one === "object"),
      unread: read.filter((one) => typeof one === "string"),
    };
  });
  for (const [kind, n] of others) console.log(`${name}: ${n} ${kind} left out, no part of a review`);
  return rows;
}

/** Not cancelled, that is, not skipped by the annotator. */
const isKept = (annotation: unknown): boolean => {
  const { was_cancelled, skipped } = (annotation ?? {}) as Record<string, unknown>;
  return was_cancelled !== true && skipped !== true;
};

type Decision = NonNullable<TableRow["decisions"]>[number];

/** A decision, or why an annotation gives none. Parts of other kinds are counted in `others`. */
function decisionOf(
  annotation: unknown, { note, others }: { note: string; others: Map<string, number> },
): Decision | string {
  const read = Annotation.safeParse(annotation);
  if (!read.success) return "expected an annotation with its result, got another shape";
  const { completed_by, lead_time, result } = read.data, parts: z.infer<typeof Part>[] = [];
  for (const one of result) {
    const part = Part.safeParse(one), named = Named.safeParse(one).data;
    if (part.success && isOurs(part.data)) parts.push(part.data);
    else if (named && VERDICT.has(named.from_name)) {
      return `expected "${named.from_name}" as LABELLING writes it, got another part of that name`;
    } else {
      const kind = `parts of type ${shownType((one as { type?: unknown } | null)?.type)}`;
      others.set(kind, (others.get(kind) ?? 0) + 1);
    }
  }
  if (parts.length === 0 && result.length > 0) return "expected a decision, got parts of other kinds";
  const who = `label-studio-${completed_by ?? "unknown"}`;
  return { who, seconds: lead_time ?? 0, fields: fieldsOf(parts, note) };
}

/** Parts that decide: one of these that cannot be read leaves no decision to guess. */
const VERDICT: ReadonlySet<string> = new Set(["validity", "comment", ...FIELDS]);

const shownType = (type: unknown): string =>
  typeof type === "string" && /^[\w-]{1,30}$/.test(type) ? type : "unknown";

/** A part that {@link LABELLING} makes, with the value that it needs. */
function isOurs({ from_name, type, value }: z.infer<typeof Part>): boolean {
  if (type === "choices") {
    return from_name === "validity" && ["valid", "invalid"].includes(value.choices?.[0] ?? "");
  }
  if (type === "textarea") {
    return from_name !== "validity" && VERDICT.has(from_name) && value.text !== undefined;
  }
  const placed = value.start !== undefined && value.end !== undefined;
  return type === "labels" && placed && (value.labels?.includes("Source") ?? false);
}

/** One task an item: its data, and its verdict as annotation where there is one. */
export function toTasks(items: readonly { readonly item: ReviewItem; readonly text: string; readonly reviewed: ReviewedItem | undefined }[]): object[] {
  return items.map(({ item, text, reviewed }) => {
    const { span, valid: _, outcome, ...data } = item;
    return { data: { ...data, text, evidence: outcome, span_start: span?.[0] ?? null, span_end: span?.[1] ?? null }, annotations: reviewed ? [{ lead_time: reviewed.seconds, result: partsOf(reviewed, text) }] : [] };
  });
}

function partsOf(reviewed: ReviewedItem, text: string): object[] {
  const area = (name: string, value: string) => ({ from_name: name, to_name: "note", type: "textarea", value: { text: [value] } });
  const { span } = reviewed;
  return [
    ...FIELDS.filter((field) => field !== "source" || !span).map((field) => area(field, String(reviewed[field]))),
    ...(span ? [{ from_name: "support", to_name: "note", type: "labels", value: { start: span[0], end: span[1], text: text.slice(...span), labels: ["Source"] } }] : []),
    { from_name: "validity", to_name: "note", type: "choices", value: { choices: [reviewed.valid ? "valid" : "invalid"] } },
    ...(reviewed.comment ? [area("comment", reviewed.comment)] : []),
  ];
}

/** What an annotation says of an item's fields. A span counts only where its text stands at its place. */
function fieldsOf(parts: readonly z.infer<typeof Part>[], note: string): Partial<Proposal> {
  const fields: { -readonly [K in keyof Proposal]?: Proposal[K] } = {};
  for (const { from_name, type, value } of parts) {
    const text = Array.isArray(value.text) ? value.text.join("\n") : value.text;
    if (type === "choices") fields.valid = value.choices?.[0] !== "invalid";
    else if (type === "textarea") fields[from_name as "comment"] = text ?? "";
    else {
      const span: Span = [value.start!, value.end!], quote = note.slice(...span);
      Object.assign(fields, text === undefined || text === quote ? { span, source: quote } : { span: null, source: text });
    }
  }
  return fields;
}
