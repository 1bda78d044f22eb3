// What every figure lets its reader do, in every front end: nothing that leaves the machine.

const PLOTLY = "application/vnd.plotly.v1+json";

/** Plotly's buttons that send a figure away, under the names of its versions 1 to 4. */
const SENDING = ["sendChartToCloud", "sendDataToCloud", "editInChartStudio"];

/** Plotly's `config` for every figure. */
export const FIGURE_CONFIG = {
  responsive: true,
  displaylogo: false,
  showSendToCloud: false,
  showEditInChartStudio: false,
  showLink: false,
  sendData: false,
  plotlyServerURL: "",
  modeBarButtonsToRemove: SENDING,
} as const;

/**
 * An output whose figure, if it holds one, has {@link FIGURE_CONFIG}: its own settings stay where
 * they let nothing out, buttons of its own do not.
 */
export function keptAtHome(bundle: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const figure = bundle[PLOTLY];
  if (typeof figure !== "object" || figure === null) return bundle;
  const { modeBarButtons, modeBarButtonsToAdd, modeBarButtonsToRemove, ...config } =
    (figure as { config?: Record<string, unknown> }).config ?? {};
  const removed = [...SENDING, ...(Array.isArray(modeBarButtonsToRemove) ? modeBarButtonsToRemove : [])];
  const safe = { ...config, ...FIGURE_CONFIG, modeBarButtonsToRemove: [...new Set<unknown>(removed)] };
  return { ...bundle, [PLOTLY]: { ...figure, config: safe } };
}
