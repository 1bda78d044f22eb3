// De-identification tags turned into made-up dates, names and places, as the n2c2 records have them in place of tags.
const NAMES = ["Farley", "Quinn", "Osgood", "Barlow", "Imler", "Varga", "Nolan", "Tritt", "Holm", "Castro", "Weir", "Doyle", "Lamb", "Ochoa", "Penn", "Sayre"];
const PLACES = ["Ashby Hospital", "Mill River Clinic", "Fallon General", "Norcross Medical Center", "Stanhope Hospital", "Lakeview Clinic"];

/** The text without tags; a tag of one number is always the same name. Where several spaces follow, the next column keeps its place. */
export const withSurrogates = (text: string): string =>
  text.replace(/\[\*\*([^\]]*?)\s?\*\*\]( *)/g, (tag, inner: string, spaces: string) => (spaces.length > 1 ? surrogate(inner).padEnd(tag.length) : surrogate(inner) + spaces));

function surrogate(tag: string): string {
  const [first = "", second, third] = tag.split("-");
  if (/^\d+(-\d+)*$/.test(tag)) return third ? `${second}/${third}/${first}` : second && first.length === 4 ? `${second}/${first}` : second ? `${first}/${second}` : first;
  const number = Number(/(\d+)$/.exec(tag)?.[1] ?? 0);
  if (/telephone/i.test(tag)) return `555-${String(number).padStart(4, "0")}`;
  if (/^age over/i.test(tag)) return "91";
  return pickFrom(/hospital|location/i.test(tag) ? PLACES : NAMES, number);
}

const pickFrom = (list: readonly string[], number: number): string => list[number % list.length]!;
