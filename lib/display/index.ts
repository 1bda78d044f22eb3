// What cells import from `distil/display`. Files of lib import each other, never this.
export { bars, barsWithIntervals, forestPlot, heatmap, lineChart, panels } from "./charts.ts";
export { frame } from "./dataframe.ts";
export { highlight } from "./note.ts";
export { markdown } from "./output.ts";
export { showProgress } from "./progress-bar.ts";
export { livePlot, plot } from "./render.ts";
export { table } from "./table.ts";
