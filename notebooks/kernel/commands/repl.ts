/** `npm run repl`: the kernel in this terminal. Tab completes, Ctrl-C interrupts, Ctrl-D leaves. */
import { ensureJupyter, runJupyter } from "../jupyter.ts";
import { helpIfAsked } from "../usage.mjs";

helpIfAsked("repl");
const jupyter = ensureJupyter();
if (jupyter.missing !== undefined) {
  console.error(`The terminal cannot be set up: ${jupyter.missing}. The notebooks also run without it: npm start`);
  process.exit(1);
}
process.exit(await runJupyter(["console", "--kernel=distil", "--no-confirm-exit", ...process.argv.slice(2)]));
