/** `npm run lab`: JupyterLab with the kernel ready, opened at the first notebook. Words after `--` go to JupyterLab. */
import { ensureJupyter, labArguments, runJupyter } from "../jupyter.ts";
import { helpIfAsked } from "../usage.mjs";

helpIfAsked("lab");
const jupyter = ensureJupyter();
if (jupyter.missing !== undefined) {
  console.error(`JupyterLab cannot be set up: ${jupyter.missing}. The notebooks also run without it: npm start`);
  process.exit(1);
}
process.exit(await runJupyter(labArguments(process.argv.slice(2))));
