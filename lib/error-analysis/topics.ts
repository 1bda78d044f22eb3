// The topic of a question, an attribute or else its own words, and its mentions in a text.
import { ATTRIBUTES, findMentions } from "../facts/facts.ts";
import { memoize } from "../memoize.ts";
import { SYNONYMS, WORDS } from "./vocabulary.ts";
import { sentenceAt, stem, wordsWith } from "./sentences.ts";

export interface Topic {
  /** An attribute, a cluster of the paper, or the stems: shared by questions on one topic. */
  readonly id: string;
  /** Stems of the content words. */
  readonly stems: readonly string[];
  /**
   * The attribute's names, synonyms, abbreviations and their expansions (DVT, "deep vein
   * thrombosis"). `share`: of the question's words.
   */
  readonly names: readonly { readonly pattern: RegExp; readonly share: number }[];
  readonly isAttribute: boolean;
  /** Candidates for the stems. */
  readonly words?: RegExp | undefined;
  /** Whether a relative is asked about. */
  readonly family: boolean;
}

const FAMILY = /\b(?:family|relatives?|mother|father|brothers?|sisters?|siblings?|grand(?:parent|mother|father)s?|parents?|aunts?|uncles?|sons?|daughters?|maternal|paternal)\b/i;
const CLUSTERS: readonly (readonly [string, RegExp])[] = [["ards", /\bacute respiratory distress syndrome\b|\bARDS\b/i], ["six_minute_walk", /\b(?:6|six)[- ]?min(?:ute)?s?\b.{0,20}\bwalk|\bwalk.{0,30}\b(?:6|six)[- ]?min|\b6MW[TD]\b/i], ["bmi", /\bbody[- ]mass[- ]index\b|\bBMI\b/i]];
const ASKS_SEX = /\b(?:fe)?male\b|\b(?:wo)?m[ae]n\b/i, TELLS_SEX = /\b(?:fe)?male\b|\b(?:wo)?m[ae]n\b|\b(?:boy|girl)\b|\bSex: ?[FM]\b|\bgentleman\b|\blady\b|\d ?[FM]\b|\b(?:s?he|his|her)\b|\bM(?:r|rs|s)\b/gi;

/** Memoized: a question is asked of many notes. */
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

/** The question's abbreviations, their possible expansions, and abbreviations of its words. */
function initials(words: readonly string[], carrying: readonly string[]): RegExp[] {
  const said = carrying.filter((word) => /^[A-Z]{2,5}$/.test(word)), all = words.join(" ");
  // "Disorder" is a stop word, yet gives ADHD its D.
  const letters = words.filter((word) => carrying.includes(word) || /^(?:disorder|disease|syndrome|test|count|level|rate)s?$/i.test(word));
  const spelt = [3, 4].flatMap((n) => letters.map((_, i) => letters.slice(i, i + n)).filter((part) => part.length === n && all.includes(part.join(" "))).map((part) => part.map((word) => word[0]?.toUpperCase()).join("")));
  const whole = said.filter((word) => word.length >= 3).map((word) => new RegExp(`(?<![A-Za-z])${[...word].map((letter) => `${letter}[a-z]+`).join("[ -]")}(?![A-Za-z])`, "gi"));
  return [...[...said, ...spelt].map((letters) => new RegExp(`(?<![A-Za-z])${letters}s?(?![A-Za-z])`, "g")), ...whole];
}

/** Names with a capital letter match case. */
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

/** A mention of a topic. */
export interface Spoken {
  readonly start: number;
  readonly end: number;
  /** Of the topic's words: 1 for a name or for all words in one sentence. */
  readonly share: number;
}

/** Mentions of the topic by name or words, in order. */
export function topicMentions(topic: Topic, text: string): Spoken[] {
  const named = topic.names.flatMap(({ pattern, share }) => [...text.matchAll(pattern)].filter((match) => !isHeading(text, match)).map((match) => ({ start: match.index, end: match.index + match[0].length, share })));
  return [...named, ...byWords(topic, text)].sort((a, b) => a.start - b.start);
}

/** The mentions with the greatest share. */
export function bestMentions(topic: Topic, text: string): Spoken[] {
  const spoken = topicMentions(topic, text), best = Math.max(0, ...spoken.map((one) => one.share));
  return spoken.filter((one) => one.share === best);
}

/** "PE:" heads the physical examination: no embolism. */
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
  readonly share: number;
}

/** Most frequent first. The paper counts `bmi`, `six_minute_walk` and `creatinine`. */
export function topicClusters(questions: readonly string[]): TopicCluster[] {
  const counts = new Map<string, number>();
  for (const question of questions) for (const id of topicsNamed(question)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].map(([topic, count]) => ({ topic, count, share: count / questions.length })).sort((a, b) => b.count - a.count || (a.topic < b.topic ? -1 : 1));
}

/** A question on two topics counts for both, as a word search would count it. */
function topicsNamed(question: string): Set<string> {
  const ids = new Set(findMentions(question, { in: "question" }).map((one) => one.id));
  for (const [id, pattern] of CLUSTERS) if (pattern.test(question)) ids.add(id);
  return ids.size > 0 ? ids : new Set([topicOf(question).id || "other"]);
}
