// Finds the model's final answer in a raw reply: what it wrote in its own turn, after its reasoning. Reads the marks of chat
// templates by their form, not by their model. Text inside a JSON object is never taken for a mark.
import { CONTROL, isJson, nextObject, objectEnd } from "./repair-json.ts";

export interface FinalAnswer {
  readonly text: string;
  /** True when the reply ends inside its reasoning: no answer was begun. */
  readonly thinking: boolean;
  /** True when more than reasoning was left out: marks of the turn, headers, tags around the answer, a next turn. */
  readonly wrapped: boolean;
}

/** What a reply's content is as text: parts of type "text" joined, and other JSON as it would be printed. */
export function replyText(content: unknown): string {
  if (typeof content === "string") return content;
  if (content === null || content === undefined) return "";
  if (Array.isArray(content) && content.length > 0 && content.every((part) => typeof part?.type === "string" && part.question === undefined)) {
    return content.flatMap(({ text }: { text?: unknown }) => (typeof text === "string" ? [text] : [])).join("");
  }
  try {
    return JSON.stringify(content);
  } catch {
    return "";
  }
}

const TAG = String.raw`</?[A-Za-z][\w:.-]{0,40}(?:\s[^<>]{0,100})?>|\[/?[A-Z][A-Z_]{2,24}\]|◁/?\w{1,20}▷`;
const ROLES = "user|human|assistant|system|model|instruction|bot|ai|(?:next|another|new) (?:note|question|patient)";
// A role as a header of its line, or right behind an object, where it is left when control tokens are removed; or a question
// that is asked: a title over an item has nothing behind its colon.
const HEADER = `^[ \\t]{0,20}(?:(?:#{1,6}|>{1,3}|\\*\\*)[ \\t]?)?(?:(?:${ROLES})(?:[ _]?\\d{1,3})? ?(?:\\*\\*)?[ \\t]{0,4}(?::|$)`
  + "|(?:question|query|input|prompt|q) ?(?:\\*\\*)?:(?:\\*\\*)?[ \\t]{0,4}(?=[^\\s{[*]))"
  + "|(?<=[\\]}\"'`.][ \\t]{0,8})(?:user|human|assistant|system|model)[ \\t]{0,8}(?::|$|(?=[{[]))";
// A channel whose control tokens were removed: "analysis…assistantfinal…".
const GLUED = "assistant(?:analysis|commentary|final)|^analysis(?=[A-Z{[])";
const MARK = new RegExp(`(${CONTROL})|(${TAG})|(${GLUED})|${HEADER}`, "gim");

const REASONING = new RegExp(
  "think|thought|reason|reflect|analy[sz]|comment|scratch|monolog|delib|draft|plan|cot\\b|inner|ponder|mus(?:e|ing)|rational"
  + "|consider|brainstorm|critique|review|verif", "i");
const ANSWER = new RegExp(
  "answer|final|output|result|response|reply|json|items?$|questions?$|list|pre$|code|tool|function|data|solution|object", "i");
const FORMATTING = /^(?:br|hr|p|b|i|u|em|strong|li|ul|ol|img|div|span|body|html|head|title|table|t[rdh]|h\d|sub|sup)$/i;
const TURN = /^(?:|s|im|bos|eo[a-z]|pad|sep|ot|t)$|text|sentence|turn|message|header|role|document|sequence|prompt|special|token|sys|inst/;
const MINE = /assistant|model|chatbot|\bbot\b|\bai\b|gpt|\/inst/i;
const THEIRS = /user|human|system|tool|developer|function|observation|environment|ipython|inst/i;
const ROLE_AFTER = /\s*(assistant|model|user|human|system|tool|developer|bot|ai|gpt|function|observation|ipython)\b[ \t]*(?:\n|:|(?=[<[]\S)|$)/iy;
const CHANNEL_AFTER = /\s*(\w+)(?:[^<]{0,80}(?:<\|(?:constrain|recipient)\|>[^<]{0,40})?<\|message\|>|[^\n<]{0,40}(?:\n|(?=<)|$))/iy;
const BARE = /^[\s"'`*]*(?:yes|no|n\/?a|true|false|[<>≤≥+−-]?\s?[\d.,]+\S{0,6})[\s"'`*.]*$/i;

interface Mark {
  readonly at: number;
  readonly end: number;
  readonly kind: "control" | "tag" | "glued" | "header";
  readonly text: string;
  /** What it opens or closes: "think" of </think> and of <|END_THINK|>. */
  readonly name: string;
  readonly opens: boolean;
  readonly closes: boolean;
}

/** A part of the model's turn. `closed`: a closing mark of reasoning that nothing had opened ends it. */
interface Part { readonly text: string; readonly closed: boolean }

/**
 * The final answer of a reply. Reasoning is what is in tags or channels (also where it is only closed, as it is when the template
 * opened it); reasoning that is never closed has no answer behind it. The turn ends at the first mark or header of another turn
 * after the model wrote something.
 */
export function finalAnswer(reply: string): FinalAnswer {
  if (reply.length > LONGEST || isJson(reply)) return { text: reply, thinking: false, wrapped: false };
  const marks = [...reply.matchAll(MARK)].map(toMark), closers = closersOf(marks), parts: Part[] = [];
  const controls = marks.filter(({ kind }) => kind === "control");
  let text = "", from = 0, mine = true, seen = false, channel = "final", wrapped = false, object = nextObject(reply, 0), pos = 0;
  const take = (until: number) => {
    if (mine) text += reply.slice(from, until);
    from = until;
  };
  const part = (closed: boolean) => {
    if (text.trim() !== "") parts.push({ text, closed });
    [text, seen] = ["", false];
  };
  const next = () => (object >= 0 && object < pos ? nextObject(reply, pos) : object);
  const ended = (before = text): FinalAnswer => chosen([...parts, { text: before, closed: false }], { wrapped: true });
  const skipTo = (end: number) => ([from, pos] = [end, end]);
  for (const mark of marks) {
    for (object = next(); mine && channel === "final" && object >= 0 && object < mark.at; object = next()) {
      pos = objectEnd(reply, object);
      seen = true;
    }
    if (mark.at < pos) continue;
    if (mark.kind === "header") {
      const before = seen || text.length + mark.at - from < 200 ? text + (mine ? reply.slice(from, mark.at) : "") : undefined;
      if (before === undefined) continue;
      if (seen || isBare(before.trim())) return ended(before);
      if (before.trim() === "" && parts.length === 0 && MINE.test(mark.text)) {
        skipTo(mark.end);
        wrapped = true;
      }
      continue;
    }
    if (mark.kind === "glued") {
      [text, channel, mine] = ["", mark.text.replace(/^assistant/i, "").toLowerCase(), true];
      parts.length = 0;
      seen = false;
      skipTo(mark.end);
      continue;
    }
    const reasoning = REASONING.test(mark.name);
    if (/^channel$/.test(mark.name) && mark.kind === "control") {
      take(mark.at);
      if (mark.closes) skipTo(mark.end);
      else {
        if (seen) return ended();
        CHANNEL_AFTER.lastIndex = mark.end;
        const [all = "", name = ""] = CHANNEL_AFTER.exec(reply) ?? [];
        skipTo(mark.end + all.length);
        if (!ANSWER.test(name)) {
          const end = firstFrom(controls, pos);
          if (!end) return UNFINISHED;
          skipTo(end.at);
        }
      }
      continue;
    }
    if (mark.opens && opensAside(mark)) {
      const close = closers.after(mark, reasoning);
      const plain = mark.kind === "tag" && !reasoning && !/(?:^|[\n>])[ \t]*$/.test(reply.slice(Math.max(0, mark.at - 40), mark.at)) && mark.at > 0;
      if (close === undefined && (plain || (mark.text.startsWith("[") && !reasoning))) continue;
      take(mark.at);
      if (close === undefined) return chosen([...parts, { text, closed: false }], { thinking: true, wrapped: true });
      if (reasoning) part(false);
      skipTo(close.end);
      continue;
    }
    if (mark.kind === "tag") {
      if (FORMATTING.test(mark.name)) continue;
      if (!ANSWER.test(mark.name) || reasoning) {
        if (!mark.closes || mark.text.startsWith("[") && !reasoning) continue;
        take(mark.at);
        part(true);
      } else {
        take(mark.at);
        part(false);
        wrapped = true;
      }
      skipTo(mark.end);
      continue;
    }
    take(mark.at);
    if (mark.closes && reasoning) part(true);
    else {
      if (parts.length > 0 || text.trim() !== "") return ended();
      wrapped = true;
      ROLE_AFTER.lastIndex = mark.end;
      const [all = "", role = ""] = ROLE_AFTER.exec(reply) ?? [];
      const said = `${mark.text} ${role}`;
      mine = MINE.test(said) || (mine && !THEIRS.test(said));
      skipTo(mark.end + all.length);
      continue;
    }
    skipTo(mark.end);
  }
  take(reply.length);
  return channel === "final" ? chosen([...parts, { text, closed: false }], { wrapped }) : UNFINISHED;
}

const UNFINISHED: FinalAnswer = { text: "", thinking: true, wrapped: true };

/** A longer reply is only read where it is JSON as a whole. */
const LONGEST = 300_000;

function toMark(match: RegExpExecArray): Mark {
  const [text, control, tag, glued] = match;
  const kind = control !== undefined ? "control" : tag !== undefined ? "tag" : glued !== undefined ? "glued" : "header";
  const words = text.toLowerCase().replace(/\s.*>$/s, "").replace(/[<>|｜[\]◁▷/]/g, "").split(/[_▁-]/);
  const has = (...some: string[]) => words.some((word) => some.includes(word));
  const closes = /^(?:<[|｜]?|\[|◁)\//.test(text) || has("end", "close", "stop", "suffix") || /^<\w+[|｜]>$/.test(text);
  const opens = !closes && (kind === "tag" || has("start", "begin", "open", "prefix") || /^<\|\w+>$/.test(text));
  const name = words.filter((word) => !AROUND.has(word)).join("_").replace(/ing$/, "");
  return { at: match.index, end: match.index + text.length, kind, text, name, opens: opens || (kind === "control" && !closes && REASONING.test(name)), closes };
}

const AROUND = new Set("start begin open prefix end close stop suffix of".split(" "));

/** True for a mark that may open something beside the answer: reasoning of whatever name. */
const opensAside = ({ kind, name }: Mark): boolean =>
  REASONING.test(name) || (kind === "tag" ? !FORMATTING.test(name) && !ANSWER.test(name) : !TURN.test(name) && !ANSWER.test(name) && !MINE.test(name) && !THEIRS.test(name));

/** Looks up the mark that closes another: of the same name or, for reasoning, any that closes reasoning. */
function closersOf(marks: readonly Mark[]): { after(mark: Mark, reasoning: boolean): Mark | undefined } {
  const byName = Map.groupBy(marks.filter(({ closes }) => closes), ({ name }) => (REASONING.test(name) ? "reasoning" : name));
  return { after: (mark, reasoning) => firstFrom(byName.get(reasoning ? "reasoning" : mark.name) ?? [], mark.end) };
}

/** The first mark from a place on, by halving. */
function firstFrom(marks: readonly Mark[], place: number): Mark | undefined {
  let low = 0, high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle] as Mark).at < place) low = middle + 1;
    else high = middle;
  }
  return marks[low];
}

/**
 * Of the parts of a turn the last that holds an answer; what comes before a closing mark of reasoning does not count, unless
 * it is an answer and nothing else and none follows.
 */
function chosen(parts: readonly Part[], { thinking = false, wrapped }: { thinking?: boolean; wrapped: boolean }): FinalAnswer {
  const filled = parts.filter(({ text }) => text.trim() !== ""), last = filled.findLastIndex(({ closed }) => closed);
  const after = filled.slice(last + 1), answer = after.findLast(({ text }) => holdsAnswer(text));
  const before = last >= 0 && isOnlyAnswer(filled[last]?.text ?? "") ? filled[last] : undefined;
  const found = answer ?? before ?? (thinking ? undefined : after.at(-1));
  return { text: found?.text ?? "", thinking, wrapped };
}

const isBare = (text: string): boolean => text.length < 60 && BARE.test(text);
const holdsAnswer = (text: string): boolean => isBare(text.trim()) || nextObject(text, 0) >= 0;
/** True for an answer without a word around it but one line that announces it. */
function isOnlyAnswer(text: string): boolean {
  const rest = text.trim().replace(/^[^\n{[]{0,200}:\s*(?=[{[`])/, "").replace(/^```\w*/, "").replace(/```$/, "").trim();
  return isBare(rest) || /^[{[][^]*[\]}]$/.test(rest);
}
