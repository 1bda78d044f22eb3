// What a question is about, and where a text speaks of it: an attribute, else its own words.
import { ATTRIBUTES, findMentions } from "../facts/facts.ts";
import { memoize } from "../memoize.ts";
import { SYNONYMS, WORDS } from "./vocabulary.ts";
import { sentenceAt, stem, wordsWith } from "./sentences.ts";

export interface Topic {
  /** The attribute's id, a cluster of the paper, or the words themselves: what two questions on one thing share. */
  readonly id: string;
  /** Stems of the words that carry the question. */
  readonly stems: readonly string[];
  /**
   * Names in texts: initials for the question's words and words for its initials (DVT, "deep vein
   * thrombosis"), the attribute's, and synonyms.
   */
  readonly names: readonly { readonly pattern: RegExp; /** Share of the question's words it stands for. */ readonly share: number }[];
  readonly isAttribute: boolean;
  /** The words with these stems, to be checked one by one. */
  readonly words?: RegExp | undefined;
  /** Whether a relative is asked about. */
  readonly family: boolean;
}

const FAMILY = /\b(?:family|relatives?|mother|father|brothers?|sisters?|siblings?|grand(?:parent|mother|father)s?|parents?|aunts?|uncles?|sons?|daughters?|maternal|paternal)\b/i;
const CLUSTERS: readonly (readonly [string, RegExp])[] = [["ards", /\bacute respiratory distress syndrome\b|\bARDS\b/i], ["six_minute_walk", /\b(?:6|six)[- ]?min(?:ute)?s?\b.{0,20}\bwalk|\bwalk.{0,30}\b(?:6|six)[- ]?min|\b6MW[TD]\b/i], ["bmi", /\bbody[- ]mass[- ]index\b|\bBMI\b/i]];
const ASKS_SEX = /\b(?:fe)?male\b|\b(?:wo)?m[ae]n\b/i, TELLS_SEX = /\b(?:fe)?male\b|\b(?:wo)?m[ae]n\b|\b(?:boy|girl)\b|\bSex: ?[FM]\b|\bgentleman\b|\blady\b|\d ?[FM]\b|\b(?:s?he|his|her)\b|\bM(?:r|rs|s)\b/gi;

/** The topic of a question. A question is asked of many notes: topics are kept. */
export const topicOf: (question: string) => Topic = memoize(readTopic, 50_000);

function readTopic(question: string): Topic {
  const words = (question.match(/[\p{L}\d][\p{L}\d'’-]*/gu) ?? []).flatMap((word) => word.split("-"));
  const carrying = words.filter((word) => !WORDS.stop.has(word.toLowerCase().replace(/['’]s$/, "")) && !/^\d/.test(word) && word.length > 1);
  const cluster = CLUSTERS.find(([, pattern]) => pattern.test(question)), named = cluster?.[0] ?? findMentions(question, { in: "question" }).at(0)?.id;
  const stems = [...new Set(carrying.map(stem))];
  const own = [...initials(words, carrying), ...(cluster ? [new RegExp(cluster[1], "gi")] : named ? namesOf(named) : [])];
  const alike = SYNONYMS.flatMap((pattern) => {
    const said = [...question.matchAll(pattern)].join(" ");
    const share = Math.min(1, Math.max(1, said.split(/[^A-Za-z]+/).filter((word) => stems.includes(stem(word))).length) / Math.max(1, stems.length));
    return said ? [{ pattern, share }] : [];
  });
  if (ASKS_SEX.test(question)) alike.push({ pattern: TELLS_SEX, share: 1 });
  return {
    id: named ?? stems.toSorted().join(" "), stems, family: FAMILY.test(question), isAttribute: named !== undefined, names: [...own.map((pattern) => ({ pattern, share: 1 })), ...alike],
    ...(stems.length > 0 && { words: wordsWith(stems) }),
  };
}

/** DVT for "deep vein thrombosis", DVT itself where the question says it, and the words that it may stand for. */
function initials(words: readonly string[], carrying: readonly string[]): RegExp[] {
  const said = carrying.filter((word) => /^[A-Z]{2,5}$/.test(word)), all = words.join(" ");
  // "Disorder" carries no question and yet gives its letter to ADHD.
  const letters = words.filter((word) => carrying.includes(word) || /^(?:disorder|disease|syndrome|test|count|level|rate)s?$/i.test(word));
  const spelt = [3, 4].flatMap((n) => letters.map((_, i) => letters.slice(i, i + n)).filter((part) => part.length === n && all.includes(part.join(" "))).map((part) => part.map((word) => word[0]?.toUpperCase()).join("")));
  const whole = said.filter((word) => word.length >= 3).map((word) => new RegExp(`(?<![A-Za-z])${[...word].map((letter) => `${letter}[a-z]+`).join("[ -]")}(?![A-Za-z])`, "gi"));
  return [...[...said, ...spelt].map((letters) => new RegExp(`(?<![A-Za-z])${letters}s?(?![A-Za-z])`, "g")), ...whole];
}

/** An attribute's names: those with a capital letter as they are, the others in any case. */
const namesOf: (id: string) => readonly RegExp[] = memoize((id) => {
  const { names = [], written = [] } = ATTRIBUTES.find((one) => one.id === id) ?? {};
  const all = [...names, ...written].sort((a, b) => b.length - a.length);
  const hasCapital = (name: string) => /[A-Z]/.test(name);
  const exact = all.filter(hasCapital), folded = all.filter((name) => !hasCapital(name));
  const any = (list: readonly string[]) => {
    const escaped = list.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return `(?<![A-Za-z])(?:${escaped.join("|")})s?(?![A-Za-z])`;
  };
  return [
    ...(exact.length > 0 ? [new RegExp(any(exact), "g")] : []),
    ...(folded.length > 0 ? [new RegExp(any(folded), "gi")] : []),
  ];
}, 1000);

/** A place in a text that speaks of a topic. */
export interface Spoken {
  readonly start: number;
  readonly end: number;
  /** Share of the topic's words said there: 1 for a name or for all words in one sentence. */
  readonly share: number;
}

/** Where a text speaks of the topic, in order: by its name, its initials or its words. */
export function topicMentions(topic: Topic, text: string): Spoken[] {
  const named = topic.names.flatMap(({ pattern, share }) => [...text.matchAll(pattern)].filter((match) => !isHeading(text, match)).map((match) => ({ start: match.index, end: match.index + match[0].length, share })));
  return [...named, ...byWords(topic, text)].sort((a, b) => a.start - b.start);
}

/** "PE:" heads the physical examination and is no embolism; likewise MS, ID, AS and MR. */
const isHeading = (text: string, match: RegExpExecArray): boolean => /^(?:PE|MS|ID|AS|MR)$/.test(match[0]) && /^\s*[:-]\s/.test(text.slice(match.index + match[0].length)) && /(?:^|\n)\s*$/.test(text.slice(0, match.index));

function byWords({ words, stems }: Topic, text: string): Spoken[] {
  if (!words) return [];
  const said = new Map<number, Set<string>>();
  const hits = [...text.matchAll(words)].flatMap((match) => {
    const one = stem(match[0]);
    if (!stems.includes(one)) return [];
    const sentence = sentenceAt(text, match.index).start;
    (said.get(sentence) ?? said.set(sentence, new Set()).get(sentence))?.add(one);
    return [{ start: match.index, end: match.index + match[0].length, sentence }];
  });
  return hits.map(({ start, end, sentence }) => ({ start, end, share: (said.get(sentence)?.size ?? 0) / stems.length }));
}

export interface TopicCluster {
  readonly topic: string;
  readonly count: number;
  /** Of all questions given. */
  readonly share: number;
}

/**
 * How often each topic is asked about, most often first. The paper counts `bmi`, `six_minute_walk`
 * and `creatinine`.
 */
export function topicClusters(questions: readonly string[]): TopicCluster[] {
  const counts = new Map<string, number>();
  for (const question of questions) for (const id of topicsNamed(question)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].map(([topic, count]) => ({ topic, count, share: count / questions.length })).sort((a, b) => b.count - a.count || (a.topic < b.topic ? -1 : 1));
}

/** A question may name two topics; it counts for both, as a search for the word would count it. */
function topicsNamed(question: string): Set<string> {
  const ids = new Set(findMentions(question, { in: "question" }).map((one) => one.id));
  for (const [id, pattern] of CLUSTERS) if (pattern.test(question)) ids.add(id);
  return ids.size > 0 ? ids : new Set([topicOf(question).id || "other"]);
}
