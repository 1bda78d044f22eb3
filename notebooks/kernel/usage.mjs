/** What `--help` says of each command. Plain JavaScript, because setup.mjs shows it before anything is installed. */

const SETTINGS = "Settings are environment variables, listed in README.md: PLACE, RUN, NOTES, …";

/** @type {Readonly<Record<string, string>>} */
export const USAGE = {
  start: `npm start [-- STAGE…] [-- --notes FILE] [-- --save]
Runs notebooks headless; without a STAGE the method's, from 0-start-here to b-synthetic, and prints the result table.
  STAGE         all, a folder (a-distill), or a notebook (a-distill/3-prep)
  --notes FILE  your own notes instead of the bundled ones
  --save        write the outputs into the notebooks and data/bundled (bundled notes only)
${SETTINGS}`,
  test: `npm test [-- WORD]
Checks types and runs every test; with a WORD only the test files whose name holds it.`,
  lab: `npm run lab [-- --port PORT] [-- OPTION…]
Opens JupyterLab with the kernel ready, on a free port unless one is named. Other options go to JupyterLab, for example --no-browser.`,
  repl: `npm run repl
The kernel in this terminal: Tab completes, Ctrl-C interrupts, Ctrl-D leaves. Options go to jupyter console.`,
  bench: `npm run bench [-- WORD] [-- --allow-missing]
Runs the benchmarks, or those whose name holds WORD, and ends with 1 when a target is missed or cannot be measured.
  --allow-missing  forgives what cannot be measured here`,
  notes: `npm run notes -- --notes NUMBER --seed SEED --out FOLDER
Writes made-up notes and their facts, notes.jsonl and facts.jsonl.`,
  tasks: `npm run tasks [-- FOLDER]
Writes the made-up notes and labels of the tasks, into data/tasks unless a FOLDER is named.`,
  explain: `npm run explain -- quote|answer|items FILE
Shows what is read from quotes and replies, one JSON line for each line of FILE: {note, quote} for quote,
{reply, kind, unit?, finish?} for answer, {reply, type, note?, finish?} for items.`,
  doctor: `npm run doctor
Lists what the chosen place (PLACE: rehearsal, server or slurm) has and lacks; ends with 1 when it cannot work.`,
  review: `npm run review -- FILE [--notes FILE] [--n NUMBER] [--seed SEED] [--reviewers ann,ben] [--adjudicator carol] [--files]
Opens the review page of a file of items; Ctrl-C ends the review and writes its files.
  --notes FILE  the notes of the items        --n NUMBER  a sample of that many, by type
  --files       write the files and end`,
  release: `npm run release -- FILE [--notes FILE] [--out FOLDER] [--title TEXT] [--origin TEXT]
npm run release -- --read FOLDER --notes FILE [--out FILE]
Writes what the review of FILE came to without the notes' text, or puts such a release together again.`,
  report: `npm run report -- NOTEBOOK…
Writes one HTML page of an executed notebook: a name (c-n2c2/3-evaluate) of the last run, or the path of a saved notebook.`,
  "export:n2c2": `npm run export:n2c2 -- RUN FOLDER
Writes the answers of a run in n2c2's official layout, a folder for each model. RUN is a folder below data/runs, or a path.`,
};

/**
 * Shows the command's help and ends the process, if it is asked for.
 * @param {string} command
 * @param {readonly string[]} args
 */
export function helpIfAsked(command, args = process.argv.slice(2)) {
  if (!args.includes("--help") && !args.includes("-h")) return;
  console.log(USAGE[command] ?? `Commands: ${Object.keys(USAGE).join(", ")}`);
  process.exit(0);
}

/**
 * An error of a command as one sentence: of an unknown option it names the help.
 * @param {string} command
 * @param {unknown} error
 * @returns {string}
 */
export function saidOf(command, error) {
  const { code, message } = /** @type {{ code?: string, message: string }} */ (error);
  if (!code?.startsWith("ERR_PARSE_ARGS")) return message;
  const [what] = message.split(/\. (?=To specify|Did you)/);
  return `${what?.replace(/\.$/, "")}: npm ${command === "start" || command === "test" ? command : `run ${command}`} -- --help lists what there is`;
}
