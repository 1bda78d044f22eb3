/** `npm run lab`: JupyterLab with the kernel ready, opened at the first notebook. Words after `--` go to JupyterLab. */
import { ensureJupyter, runJupyter } from "../jupyter.ts";
import { ROOT } from "../notebook.ts";

const jupyter = ensureJupyter();
if (jupyter.missing !== undefined) {
  console.error(`JupyterLab cannot be set up: ${jupyter.missing}. The notebooks also run without it: npm start`);
  process.exit(1);
}
process.exit(await runJupyter([
  "lab", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", `--ServerApp.root_dir=${ROOT}`, "--LabApp.default_url=/lab/tree/notebooks/0-start-here.ipynb",
  "--KernelSpecManager.allowed_kernelspecs=distil", "--MappingKernelManager.default_kernel_name=distil", ...(process.getuid?.() === 0 ? ["--allow-root"] : []), ...process.argv.slice(2),
]));
