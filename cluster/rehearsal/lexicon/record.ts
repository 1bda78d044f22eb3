// One line of a table of findings as a record: the shape shared by the tables of what is present or absent.
import type { Finding } from "./lexicon.ts";

type More = Partial<Pick<Finding, "is" | "sex" | "section" | "weight" | "group" | "label">>;

/** For one group, a maker of records: id, names divided by "|" (the first is the label; one that begins with "!" tells of absence), the rest. `is` names the wider findings that follow from this one. */
export const present = (group: Finding["group"], section: Finding["section"]) => (id: string, names: string, more: More = {}): Finding => {
  const all = names.split("|");
  return { kind: "finding", group, id, label: all[0] as string, names: all.filter((name) => !name.startsWith("!")), absent: all.filter((name) => name.startsWith("!")).map((name) => name.slice(1)), section, weight: 1, is: [], ...more };
};
