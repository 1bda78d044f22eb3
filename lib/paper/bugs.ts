// Definitions of the paper's published code, faults included: for setting our figures beside its
// own, never for scoring ours.

/** What the published parser finds in a reply. A field it does not find is absent. */
export interface PublishedReply {
  readonly type?: string | number;
  readonly answer?: string | number;
}

/** A label as the published code reads it from its CSV, and the answer parsed from the reply. */
export interface PublishedRow {
  readonly label: string | number;
  readonly answer?: string | number | undefined;
  /** The type that the model wrote into its reply. */
  readonly type?: string | number | undefined;
}

export interface PublishedScore {
  readonly balancedAccuracy: number;
  /** Over all rows at once this is accuracy. */
  readonly microF1: number;
}

type Given = string | number | undefined;

/**
 * The first `{…}` on one line, or the whole reply, as JSON; else each field by a regular
 * expression. Wrong: an object over several lines with prose around it never matches, and any
 * number after a colon is an answer: NA without quotes and a source "CREAT: 2.7" give 2.7.
 */
function parseReply(reply: string): PublishedReply {
  const text = reply.trim().replaceAll("***", "").replaceAll("```", "").replaceAll("json", "");
  const candidate = /\{[^\n]*?\}/.exec(text)?.[0] ?? text;
  try {
    const value: unknown = JSON.parse(candidate);
    const object = (Array.isArray(value) ? value[0] : value) as Record<string, unknown> | null;
    return fields({ type: object?.["type"], answer: object?.["answer"] });
  } catch {
    const answer = /"answer"\s*:\s*"([^"]+)"|:\s*([\d.]+)/.exec(candidate);
    const type = /"type"\s*:\s*"([^"]+)"/.exec(candidate)?.[1];
    return fields({ type, answer: answer?.[1] ?? answer?.[2] });
  }
}

/**
 * Right when the texts are equal, trimmed and lower-cased, numbers as Python writes a float. Wrong:
 * 1.4 is not 1.40, 188 not 188.0, NA not N/A.
 */
const sameText = (a: string | number, b: string | number): boolean =>
  pythonText(a) === pythonText(b);

/** Yes for exactly "yes" in any case, else No. Wrong: "Yes." and everything unreadable are No. */
const yesOrNo = (answer: Given): "Yes" | "No" =>
  (typeof answer === "string" && answer.toLowerCase() === "yes" ? "Yes" : "No");

/** The number a whole text is, else 0. Wrong: "7.0%" is no number, and 0 is below every limit. */
function numberOrZero(answer: Given): number {
  const number = typeof answer === "string" && answer.trim() === "" ? NaN : Number(answer);
  return Number.isFinite(number) ? number : 0;
}

/** On n2c2 an unreadable reply is No. Wrong: it is then right wherever the criterion is not met. */
const unparsedIsNo = (rows: readonly PublishedRow[]): number =>
  share(rows, ({ label, answer }) => yesOrNo(answer) === label);

/**
 * Apixaban, boolean: truth and prediction swapped. Wrong: the mean of the predictive values rewards
 * a model for what it leaves out.
 */
function apixabanBoolean(rows: readonly PublishedRow[]): PublishedScore {
  const pairs = rows.map(({ label, answer }) => ({
    label: yesOrNo(label), answer: yesOrNo(answer ?? "NA"),
  }));
  const right = ({ label, answer }: (typeof pairs)[number]) => label === answer;
  const byAnswer = (["Yes", "No"] as const)
    .map((said) => pairs.filter(({ answer }) => answer === said))
    .filter((some) => some.length > 0);
  return {
    balancedAccuracy: mean(byAnswer.map((some) => share(some, right))),
    microF1: share(pairs, right),
  };
}

/**
 * Apixaban, numeric: labels compared with themselves are the truth, with answers the prediction.
 * Wrong: with one class balanced accuracy, accuracy and micro-F1 are one number.
 */
function apixabanNumeric(rows: readonly PublishedRow[]): PublishedScore {
  const right = share(rows, ({ label, answer }) => sameText(label, answer ?? "NA"));
  return { balancedAccuracy: right, microF1: right };
}

/**
 * Scores each type that the model wrote, then takes the plain mean. Wrong: a reply without a type
 * is dropped, and one odd type weighs as much as all others.
 */
function byWrittenType(
  rows: readonly PublishedRow[], score: (rows: readonly PublishedRow[]) => PublishedScore,
): PublishedScore {
  const groups = Map.groupBy(rows.filter((row) => row.type !== undefined), (row) => row.type);
  const scores = [...groups.values()].map(score);
  return {
    balancedAccuracy: mean(scores.map((one) => one.balancedAccuracy)),
    microF1: mean(scores.map((one) => one.microF1)),
  };
}

/** Highest creatinine above 1.3 is met. Wrong: women's normal range ends at 1.1. */
const creatinine = (answer: Given): boolean => numberOrZero(answer) > 1.3;

/**
 * Highest HbA1c from 6.5 to 9.5 is met. Wrong: any value in the range counts; 10.2 hides an earlier
 * 7.0.
 */
const hba1c = (answer: Given): boolean =>
  numberOrZero(answer) >= 6.5 && numberOrZero(answer) <= 9.5;

/**
 * n2c2's "micro-F1": the mean of the criteria's accuracies. Wrong: the challenge pools counts and
 * averages the F1 of met and not met, never above this where every reply was read.
 */
const n2c2MicroF1 = (byCriterion: readonly (readonly PublishedRow[])[]): number =>
  mean(byCriterion.map(unparsedIsNo));

/** The published definitions by name. */
export const asPublished = {
  parseReply, sameText, yesOrNo, numberOrZero, unparsedIsNo, apixabanBoolean, apixabanNumeric,
  byWrittenType, creatinine, hba1c, n2c2MicroF1,
} as const;

const fields = (found: { type: unknown; answer: unknown }): PublishedReply =>
  Object.fromEntries(Object.entries(found)
    .filter(([, value]) => typeof value === "string" || typeof value === "number"));

const pythonText = (value: string | number): string =>
  (typeof value === "string"
    ? value.trim().toLowerCase()
    : Number.isInteger(value) ? `${value}.0` : `${value}`);

const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
const share = <Row>(rows: readonly Row[], of: (row: Row) => boolean): number =>
  mean(rows.map((row) => (of(row) ? 1 : 0)));
