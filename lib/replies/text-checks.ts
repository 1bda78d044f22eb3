// What kind of text a reply is when it holds no answer: a refusal, a loop, another language. Owns wordings only; parse-reply.ts decides the outcome.

const REFUSALS = [
  /\b(?:i(?:'|’)?m|i am|we(?:'|’)?re|we are)\s+(?:(?:very|so|really|terribly)\s+)?(?:sorry|afraid)\b/i,
  /\b(?:i|we)\s+(?:can ?not|can(?:'|’)t|won(?:'|’)t|will not|could not|must decline|must refuse|decline|refuse|do not feel comfortable|don(?:'|’)t feel comfortable|don(?:'|’)t think i (?:can|should)|shouldn(?:'|’)t|should not)\b/i,
  /\b(?:i(?:'|’)?m|i am|we are)\s+(?:not able|unable|not allowed|not permitted|not authori[sz]ed|not comfortable|not in a position)\b/i,
  /\bas an? (?:ai|artificial intelligence|large language model|language model|virtual assistant)\b/i,
  /^\W*(?:sorry|apologies|my apologies|i apologi[sz]e|unfortunately)\b/i,
  /\bagainst (?:my|our|the) (?:guidelines|policy|policies|programming|rules)\b/i,
  /\b(?:request|task|content)\b.{0,60}\b(?:violates?|not something i can|cannot be (?:fulfilled|completed)|has been (?:declined|blocked|refused))\b/i,
];

/** True when the text declines to answer. To be asked only of replies that hold no object: a note may well say "I cannot breathe". */
export const isRefusal = (text: string): boolean => REFUSALS.some((pattern) => pattern.test(text.slice(0, 400)));

/** True when the text ends in one passage of 1–1,000 characters said over and over: at least 3 times and for at least 80 characters. */
export function isLooping(text: string): boolean {
  return endsInLoop(text.slice(-4000)) || endsInLoop(text.trimEnd().slice(-4000));
}

/** By the Z-function of the text read backwards: how far it agrees with itself shifted by each period, in one pass. */
function endsInLoop(text: string): boolean {
  const back = [...text.toLowerCase()].reverse(), n = back.length, same = new Int32Array(n);
  for (let period = 1, left = 0, right = 0; period < n && period <= LONGEST; period++) {
    let length = period < right ? Math.min(right - period, same[period - left] as number) : 0;
    while (period + length < n && back[length] === back[period + length]) length++;
    same[period] = length;
    if (length >= Math.max(80, 3 * period) - period) return true;
    if (period + length > right) [left, right] = [period, period + length];
  }
  return false;
}

const LONGEST = 1000;

const ENGLISH = new Set("the a an of in on at is are was were be been has have had does do did what which when how any this that patient patient's for with during and or not no to from by within past history".split(" "));
const OTHER = new Set(("el la los las del un una es fue está tiene en con por para qué cuál cuántos paciente le les des du une est été dans avec pour quel quelle der die das und ist wurde hat ein eine mit bei "
  + "nicht welche il lo gli della è con ha nel quale os da do dos uma é foi na com qual het een van de met bij welke sí ja nein oui non").split(" "));

/** True when a sentence is written in another language than English: in another script, or with more different foreign function words than English ones. */
export function isNonEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const latin = text.match(/\p{Script=Latin}|\p{Script=Greek}/gu) ?? [];
  if (letters.length >= 4 && latin.length < 0.6 * letters.length) return true;
  const words = new Set(text.toLowerCase().match(/[\p{L}'’]+/gu) ?? []);
  const count = (set: ReadonlySet<string>) => [...words].filter((word) => set.has(word)).length;
  return count(OTHER) >= 2 && count(OTHER) > count(ENGLISH);
}
