// What a question is about, in whatever words, and where a text speaks of it. Owns topics and their clusters; what a question wants of its topic
// is read elsewhere. Knows the vocabulary of attributes.ts and falls back on the question's own words.
import { ATTRIBUTES, mentions } from "./attributes.ts";

export interface Topic {
  /** The attribute's id, a cluster of the paper, or the words themselves: what two questions on one thing share. */
  readonly id: string;
  /** Stems of the words that carry the question. */
  readonly stems: readonly string[];
  /** Names of the attribute in texts, where there is one. */
  readonly names?: RegExp;
  /** Initials that stand for the words, or the initials asked for: "deep vein thrombosis" and DVT. */
  readonly initials: readonly string[];
  /** Whether a relative is asked about. */
  readonly family: boolean;
}

const STOP = new Set(("a an the of in on at to for with from by as and or is are was were be been being does do did has have had having can could would should will may might there it its he she his her him they their any some this that these those what which who whom how when where why if not no than then "
  + "patient patients mr mrs ms person note record records recorded summary chart document documented mentioned noted reported listed stated indicated described given found seen shown history past medical prior previous previously current currently present presently now recent recently ever time times "
  + "diagnosed diagnosis diagnoses known evidence sign signs symptom symptoms condition disease disorder syndrome positive confirmed suffer suffers suffering level levels value values measurement measured measure result results reading serum plasma blood test tested testing score count number rate much many "
  + "highest lowest maximum minimum peak nadir first last initial final latest earliest most least above below over under greater less more higher lower exceed exceeds between within normal range reference elevated high low limit limits reach reached admission admitted discharge discharged arrival presentation hospital hospitalization stay course day days during before after prior until while "
  + "take takes taking taken receive received receiving use uses using used undergo underwent perform performed done get got treated treatment prescribed one two three kg lb mg dl mcg ml mm cm meq mmol units unit pounds kilograms percent metres meters years year months weeks hours minutes kcal bpm mmhg fahrenheit celsius "
  + "developed develop experience experienced complain complained report reports presence present active ongoing personal own yes daily total dose family relative relatives mother father brother sister grandparent grandmother grandfather parents parent sibling aunt uncle son daughter").split(" "));

const FAMILY = /\b(?:family|relatives?|mother|father|brothers?|sisters?|siblings?|grand(?:parent|mother|father)s?|parents?|aunts?|uncles?|sons?|daughters?|maternal|paternal)\b/i;
const CLUSTERS: readonly (readonly [string, RegExp])[] = [["six_minute_walk", /\b(?:6|six)[- ]?min(?:ute)?s?\b.{0,20}\bwalk|\bwalk.{0,30}\b(?:6|six)[- ]?min|\b6MW[TD]\b/i], ["bmi", /\bbody[- ]mass[- ]index\b|\bBMI\b/i]];
const SUFFIXES = ["ations", "ation", "ings", "ated", "ates", "ions", "ancy", "ency", "ing", "ion", "ies", "ied", "ate", "ers", "ant", "ent", "ics", "ed", "es", "er", "ic", "al", "y", "s", "e"];

/** A word without its ending, for comparing: smoker, smokes and smoking are one. */
export function stem(word: string): string {
  const plain = word.toLowerCase().replace(/['’]s?$/, "").replace(/ae(?=[a-z])/g, "e");
  const end = SUFFIXES.find((suffix) => plain.endsWith(suffix) && plain.length - suffix.length >= 3);
  return end ? plain.slice(0, -end.length) : plain;
}

const kept = new Map<string, Topic>();
const KEPT = 50_000;

/** The topic of a question. Questions are few against replies, so topics are remembered. */
export function topicOf(question: string): Topic {
  let topic = kept.get(question);
  if (!topic) {
    if (kept.size >= KEPT) kept.clear();
    kept.set(question, (topic = readTopic(question)));
  }
  return topic;
}

function readTopic(question: string): Topic {
  const words = (question.match(/[\p{L}\d][\p{L}\d'’-]*/gu) ?? []).flatMap((word) => word.split("-"));
  const carrying = words.filter((word) => !STOP.has(word.toLowerCase().replace(/['’]s$/, "")) && !/^\d/.test(word) && word.length > 1);
  const cluster = CLUSTERS.find(([, pattern]) => pattern.test(question))?.[0];
  const named = cluster ?? mentions(question, { in: "question" }).at(0)?.id;
  const stems = [...new Set(carrying.map(stem))];
  return {
    id: named ?? stems.toSorted().join(" "), stems, family: FAMILY.test(question), initials: initialsOf(words, carrying),
    ...(named && { names: namesOf(named) }),
  };
}

/** DVT for "deep vein thrombosis", and DVT itself where the question says it. */
function initialsOf(words: readonly string[], carrying: readonly string[]): string[] {
  const said = carrying.filter((word) => /^[A-Z]{2,5}$/.test(word));
  const spelt = [2, 3, 4].flatMap((n) => carrying.map((_, i) => carrying.slice(i, i + n)).filter((part) => part.length === n && words.join(" ").includes(part.join(" "))).map((part) => part.map((word) => word[0]?.toUpperCase()).join("")));
  return [...said, ...spelt];
}

const patterns = new Map<string, RegExp>();

function namesOf(id: string): RegExp {
  let pattern = patterns.get(id);
  if (!pattern) {
    const one = ATTRIBUTES.find((attribute) => attribute.id === id), names = one ? [...one.names, ...one.written] : [];
    const exact = names.filter((name) => /[A-Z]/.test(name)), loose = names.filter((name) => !/[A-Z]/.test(name));
    const either = [...exact, ...loose.flatMap((name) => [name, name.toUpperCase(), name[0]?.toUpperCase() + name.slice(1)])].sort((a, b) => b.length - a.length).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    patterns.set(id, (pattern = new RegExp(either.length > 0 ? `(?<![A-Za-z])(?:${either.join("|")})s?(?![A-Za-z])` : "(?!)", "g")));
  }
  return pattern;
}

/** A place in a text that speaks of a topic. */
export interface Spoken {
  readonly start: number;
  readonly end: number;
  /** Share of the topic's words said there: 1 for a name or for all words in one sentence. */
  readonly share: number;
}

/** Where a text speaks of the topic: by its name, its initials or its words. */
export function spokenOf(topic: Topic, text: string): Spoken[] {
  const found: Spoken[] = [];
  if (topic.names) for (const match of text.matchAll(topic.names)) found.push({ start: match.index, end: match.index + match[0].length, share: 1 });
  for (const initials of topic.initials) for (const match of text.matchAll(new RegExp(`(?<![A-Za-z])${initials}s?(?![A-Za-z])`, "g"))) found.push({ start: match.index, end: match.index + match[0].length, share: 1 });
  if (topic.stems.length > 0) for (const { start, end } of sentences(text)) found.push(...inSentence(topic, { text, start, end }));
  return found.sort((a, b) => a.start - b.start);
}

function inSentence(topic: Topic, { text, start, end }: { text: string; start: number; end: number }): Spoken[] {
  const words = [...text.slice(start, end).matchAll(/\p{L}[\p{L}\d'’]*/gu)], spelt = words.map((match) => match[0][0] ?? "").join("").toUpperCase();
  const hits = words.filter((match) => topic.stems.includes(stem(match[0])));
  const share = new Set(hits.map((match) => stem(match[0]))).size / topic.stems.length;
  const said = topic.initials.filter((letters) => /^[A-Z]{3,5}$/.test(letters)).map((letters) => spelt.indexOf(letters)).filter((at) => at >= 0);
  return [...hits.map((match) => ({ start: start + match.index, end: start + match.index + match[0].length, share })), ...said.map((at) => ({ start: start + (words[at]?.index ?? 0), end: start + (words[at]?.index ?? 0) + 1, share: 1 }))];
}

/** The sentences and list entries of a text. A point within a number or an abbreviation ends none. */
export function sentences(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = 0;
  for (const match of text.matchAll(/(?<!\b(?:Mr|Mrs|Ms|Dr|St|vs|approx|y\.o|p\.o))[.!?;](?=\s|$)|\n\s*\n|\n(?=\s*(?:[-*•#]|\d+[.)]\s|\[\*\*|[A-Z][\w /]{0,30}:))/g)) {
    found.push({ start, end: match.index + 1 });
    start = match.index + 1;
  }
  if (start < text.length) found.push({ start, end: text.length });
  return found;
}

export interface Cluster {
  readonly topic: string;
  readonly count: number;
  /** Of all questions given. */
  readonly share: number;
}

/** How often each topic is asked about, most often first. The paper counts BMI (`bmi`), the six-minute walk (`six_minute_walk`) and creatinine (`creatinine`). */
export function topicClusters(questions: readonly string[]): Cluster[] {
  const counts = new Map<string, number>();
  for (const question of questions) for (const id of topicsNamed(question)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].map(([topic, count]) => ({ topic, count, share: count / questions.length })).sort((a, b) => b.count - a.count || (a.topic < b.topic ? -1 : 1));
}

/** A question may name two topics; it counts for both, as a search for the word would count it. */
const topicsNamed = (question: string): Set<string> => {
  const ids = new Set(mentions(question, { in: "question" }).map((one) => one.id));
  for (const [id, pattern] of CLUSTERS) if (pattern.test(question)) ids.add(id);
  return ids.size > 0 ? ids : new Set([topicOf(question).id || "other"]);
};
