// Label Studio's JSON: exports read as items and decisions, our items as tasks with annotations,
// and the labelling configuration.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
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

const Part = z.object({
  from_name: z.string(), type: z.string(),
  value: z.object({ text: z.union([z.string(), z.array(z.string())]).optional(), start: z.number().optional(), end: z.number().optional(), labels: z.array(z.string()).optional(), choices: z.array(z.string()).optional() }),
});
const Annotation = z.object({
  completed_by: z.union([z.number(), z.string(), z.object({ email: z.string() }).transform(({ email }) => email)]).optional(),
  was_cancelled: z.boolean().optional(), lead_time: z.number().nullish(), result: z.array(Part),
});
const Tasks = z.array(z.object({ id: z.union([z.number(), z.string()]).optional(), data: z.record(z.string(), z.unknown()), annotations: z.array(Annotation).default([]) }));

/**
 * The tasks of an export: data are items, annotations not cancelled are decisions of
 * `label-studio-<annotator>`.
 */
export function readTasks(file: string): TableRow[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Error(`${basename(file)}: expected a Label Studio export in JSON, got broken JSON: export it again`);
  }
  const tasks = Tasks.safeParse(json);
  if (!tasks.success) throw new Error(`${basename(file)}: expected a Label Studio export (a list of tasks with data and annotations), got another shape at ${tasks.error.issues[0]?.path.join(".") || "its top"}`);
  return tasks.data.map(({ id, data, annotations }, i) => ({
    row: Object.fromEntries(Object.entries(data).map(([key, value]) => [key.toLowerCase(), value])),
    where: `${basename(file)}, task ${id ?? i + 1}`,
    decisions: annotations.filter((a) => !a.was_cancelled).map((a) => ({ who: `label-studio-${a.completed_by ?? "unknown"}`, seconds: a.lead_time ?? 0, fields: fieldsOf(a, String(data["text"] ?? "")) })),
  }));
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
function fieldsOf({ result }: z.infer<typeof Annotation>, note: string): Partial<Proposal> {
  const fields: { -readonly [K in keyof Proposal]?: Proposal[K] } = {};
  for (const { from_name, type, value } of result) {
    const text = Array.isArray(value.text) ? value.text.join("\n") : value.text;
    if (type === "choices" && from_name === "validity") fields.valid = value.choices?.[0] !== "invalid";
    else if (type === "textarea" && text !== undefined && (from_name === "comment" || (FIELDS as readonly string[]).includes(from_name))) fields[from_name as "comment"] = text;
    else if (type === "labels" && value.labels?.includes("Source") && value.start !== undefined && value.end !== undefined) {
      const span: Span = [value.start, value.end], quote = note.slice(...span);
      Object.assign(fields, text === undefined || text === quote ? { span, source: quote } : { span: null, source: text });
    }
  }
  return fields;
}
