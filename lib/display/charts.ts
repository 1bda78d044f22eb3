/** Figures as plain data: functions from rows to what plotly.js draws. */

/** A figure as plotly.js takes it. */
export interface Figure { readonly data: readonly object[]; readonly layout: Readonly<Record<string, unknown>> }

/** What every figure may say about itself. */
export interface FigureOptions {
  readonly title?: string;
  readonly xTitle?: string;
  readonly yTitle?: string;
  /** Values from 0 to 1, drawn as per cent. */
  readonly percent?: boolean;
  /** "rehearsal" is written into the figure. */
  readonly place?: string;
}

type Column<Row> = keyof Row & string;
type Grouped<Row> = { readonly x: Column<Row>; readonly y: Column<Row>; readonly group?: Column<Row> };

/** Bars side by side, coloured by group; `stack` stacks groups. */
export function bars<Row extends object>(rows: readonly Row[], options: Grouped<Row> & FigureOptions & { readonly stack?: boolean }): Figure {
  const data = grouped(rows, options.group).map(([name, part]) => ({
    type: "bar", name, x: values(part, options.x), y: values(part, options.y), hovertemplate: hover(options, "%{x}", "%{y}"),
  }));
  return figure(data, { ...options, layout: { barmode: options.stack ? "stack" : "group", xaxis: { type: "category" } } });
}

/** Bars with intervals, in the units of `y`. */
export function barsWithIntervals<Row extends object>(
  rows: readonly Row[],
  options: Grouped<Row> & FigureOptions & { readonly low: Column<Row>; readonly high: Column<Row> },
): Figure {
  const format = options.percent ? ":.1%" : "";
  const data = grouped(rows, options.group).map(([name, part]) => ({
    type: "bar", name, x: values(part, options.x), y: values(part, options.y), error_y: interval(part, { ...options, value: options.y }),
    customdata: ends(part, options), hovertemplate: hover(options, "%{x}", `%{y} (%{customdata[0]${format}} to %{customdata[1]${format}})`),
  }));
  return figure(data, { ...options, layout: { barmode: "group", xaxis: { type: "category" } } });
}

/** A line with points a group; `low` and `high` give intervals, `log` a logarithmic x axis. */
export function lineChart<Row extends object>(
  rows: readonly Row[],
  options: Grouped<Row> & FigureOptions & { readonly low?: Column<Row>; readonly high?: Column<Row>; readonly log?: boolean },
): Figure {
  const { low, high } = options;
  const data = grouped(rows, options.group).map(([name, part]) => ({
    type: "scatter", mode: "lines+markers", name, x: values(part, options.x), y: values(part, options.y), hovertemplate: hover(options, "%{x}", "%{y}"),
    ...(low && high ? { error_y: interval(part, { value: options.y, low, high }) } : {}),
  }));
  return figure(data, { ...options, layout: options.log ? { xaxis: { type: "log", ...ticksAt(values(rows, options.x)) } } : {} });
}

/**
 * Several columns over one, a small plot each, two beside each other, a line a group. Columns
 * without numbers get no plot. `y` maps columns to titles.
 */
export function panels<Row extends object>(
  rows: readonly Row[],
  { y, ...options }: { readonly x: Column<Row>; readonly y: Readonly<Record<string, string>>; readonly group?: Column<Row> } & Pick<FigureOptions, "title" | "place">,
): Figure {
  const measured = Object.entries(y).map(([column, title]) => ({ title, column: column as Column<Row>, rows: rows.filter((row) => Number.isFinite(row[column as Column<Row>])) })).filter((panel) => panel.rows.length > 0);
  const number = (i: number) => (i === 0 ? "" : String(i + 1));
  const names = grouped(rows, options.group).map(([name]) => name);
  const data = measured.flatMap((panel, i) => grouped(panel.rows, options.group).map(([name, part]) => ({
    type: "scatter", mode: "lines", name, legendgroup: name, showlegend: i === 0 && names.length > 1, line: { color: COLOURS[names.indexOf(name) % COLOURS.length] },
    x: values(part, options.x), y: values(part, panel.column), xaxis: `x${number(i)}`, yaxis: `y${number(i)}`, hovertemplate: hover(options, "%{x}", "%{y}"),
  })));
  const axes = measured.flatMap(({ title }, i) => [[`xaxis${number(i)}`, AXIS], [`yaxis${number(i)}`, { ...AXIS, title: { text: safe(title) }, rangemode: "tozero", exponentformat: "e" }]]);
  const grid = { rows: Math.max(1, Math.ceil(measured.length / 2)), columns: 2, pattern: "independent", xgap: 0.22, ygap: 0.2 };
  return figure(data, { ...options, layout: { ...Object.fromEntries(axes), grid, margin: { l: 72 } } });
}

/** Values with intervals, a line each from the top down; `reference` is a dashed vertical line. */
export function forestPlot<Row extends object>(
  rows: readonly Row[],
  options: FigureOptions & { readonly label: Column<Row>; readonly value: Column<Row>; readonly low: Column<Row>; readonly high: Column<Row>; readonly group?: Column<Row>; readonly reference?: number },
): Figure {
  const data = grouped(rows, options.group).map(([name, part]) => ({
    type: "scatter", mode: "markers", name, x: values(part, options.value), y: values(part, options.label), marker: { size: 9, symbol: "square" },
    error_x: interval(part, options), hovertemplate: hover(options, "%{y}", "%{x}"),
  }));
  const { reference } = options;
  const shapes = reference === undefined ? [] : [{ type: "line", x0: reference, x1: reference, yref: "paper", y0: 0, y1: 1, line: { dash: "dash", width: 1, color: GREY } }];
  const upright = { margin: roomFor(values(rows, options.label)), yaxis: { type: "category", autorange: "reversed" }, xaxis: options.percent ? { tickformat: ".0%" } : {}, shapes };
  return figure(data, { ...options, percent: false, layout: upright });
}

/** A table of coloured cells, dark for high, with values written in; missing pairs are white. */
export function heatmap<Row extends object>(
  rows: readonly Row[],
  options: FigureOptions & { readonly x: Column<Row>; readonly y: Column<Row>; readonly value: Column<Row> },
): Figure {
  const across = [...new Set(values(rows, options.x).map(String))];
  const down = [...new Set(values(rows, options.y).map(String))];
  const numbers = rows.map((row) => Number(row[options.value]));
  const range = { low: Math.min(...numbers), high: Math.max(...numbers) };
  const at = new Map(rows.map((row, i) => [`${safe(String(row[options.x]))}\n${safe(String(row[options.y]))}`, numbers[i]!]));
  // Stacked bars: pictures made without a browser cannot hold plotly's heat map.
  const data = across.map((column, i) => {
    const cells = down.map((line) => at.get(`${column}\n${line}`));
    return {
      type: "bar", orientation: "h", name: column, x: down.map(() => 1), base: i - 0.5, y: down, showlegend: false, text: cells.map((value) => (value === undefined ? "" : written(value, options))),
      textposition: "inside", insidetextanchor: "middle", textangle: 0, textfont: { color: cells.map((value) => (shade(value, range) > 0.7 ? "white" : "black")) },
      marker: { color: cells.map((value) => (value === undefined ? "white" : blue(shade(value, range)))), line: { color: "white", width: 2 } }, hovertemplate: `${column}, %{y}: %{text}<extra></extra>`,
    };
  });
  const xaxis = { tickmode: "array", tickvals: across.map((_, i) => i), ticktext: across, showgrid: false, zeroline: false, range: [-0.5, across.length - 0.5] };
  const yaxis = { type: "category", autorange: "reversed", showgrid: false };
  return figure(data, { ...options, percent: false, layout: { barmode: "overlay", bargap: 0, margin: roomFor(down), xaxis, yaxis } });
}

// Rows into traces

const grouped = <Row extends object>(rows: readonly Row[], group: Column<Row> | undefined): [string, Row[]][] =>
  group === undefined ? [["", [...rows]]] : [...Map.groupBy(rows, (row) => safe(String(row[group])))];

const values = <Row extends object>(rows: readonly Row[], column: Column<Row>): unknown[] => rows.map((row) => {
  const value = row[column];
  return typeof value === "string" ? safe(value) : value;
});

/** Plotly obeys some HTML in texts; data are shown as they are. */
const safe = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

/** On a logarithmic axis few values are better ticks than powers of ten. */
function ticksAt(xs: readonly unknown[]): object {
  const tickvals = [...new Set(xs)];
  return tickvals.length <= 10 ? { tickmode: "array", tickvals, ticktext: tickvals.map(String) } : {};
}

const ends = <Row extends object>(rows: readonly Row[], { low, high }: { low: Column<Row>; high: Column<Row> }) => rows.map((row) => [row[low], row[high]]);

function interval<Row extends object>(rows: readonly Row[], { value, low, high }: { value: Column<Row>; low: Column<Row>; high: Column<Row> }) {
  const away = (row: Row, end: Column<Row>) => Math.abs(Number(row[end]) - Number(row[value]));
  return { type: "data", symmetric: false, array: rows.map((row) => away(row, high)), arrayminus: rows.map((row) => away(row, low)), thickness: 1.2, width: 4, color: "#444" };
}

const hover = (options: { readonly group?: string }, ...lines: string[]): string => `${lines.join("<br>")}<extra>${options.group ? "%{fullData.name}" : ""}</extra>`;

const written = (value: number, { percent }: FigureOptions): string => (percent ? `${Math.round(100 * value)}%` : String(Number(value.toFixed(2))));

const shade = (value: number | undefined, { low, high }: { low: number; high: number }): number => (value === undefined ? 0 : high > low ? (value - low) / (high - low) : 0.5);

const blue = (shade: number): string => `rgb(${[255, 255, 255].map((white, i) => Math.round(white + ([8, 69, 148][i]! - white) * (0.06 + 0.94 * shade))).join(",")})`;

// Looks

/** The font of figures; render.ts brings its files. */
export const FAMILY = "Open Sans";
const GREY = "#888";
/** Okabe and Ito's colours, told apart by colour-blind readers. */
const COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#F0E442"];

// Without a browser plotly measures all figures as equally wide and would hide labels of narrower
// ones.
const AXIS = { gridcolor: "#e6e6e6", zerolinecolor: "#bbb", ticklabeloverflow: "allow" };

function figure(data: object[], { title, xTitle, yTitle, percent, place, layout }: FigureOptions & { layout: Record<string, any> }): Figure {
  const rehearsal = { text: "rehearsal", xref: "paper", yref: "paper", x: 1, y: 1, xanchor: "right", yanchor: "bottom", showarrow: false, font: { size: 12, color: GREY } };
  const whole = {
    font: { family: `${FAMILY}, sans-serif`, size: 13, color: "#222" }, colorway: COLOURS, paper_bgcolor: "white", plot_bgcolor: "white",
    showlegend: data.length > 1 && !data.every((trace) => (trace as { showlegend?: boolean }).showlegend === false),
    ...(title ? { title: { text: safe(title), x: 0.02, xanchor: "left", font: { size: 16 } } } : {}),
    ...layout,
    margin: { l: yTitle ? 72 : 56, r: 24, t: title ? 56 : 28, b: xTitle ? 56 : 40, ...layout["margin"] },
    xaxis: { ...AXIS, ...(xTitle ? { title: { text: safe(xTitle) } } : {}), ...layout["xaxis"] },
    yaxis: { ...AXIS, ...(yTitle ? { title: { text: safe(yTitle) } } : {}), ...(percent ? { tickformat: ".0%", rangemode: "tozero" } : {}), ...layout["yaxis"] },
    annotations: place === "rehearsal" ? [rehearsal] : [],
  };
  return { data, layout: whole };
}

/** Names on the left axis need a width that plotly measures in a browser only. */
const roomFor = (labels: readonly unknown[]) => ({ l: Math.min(300, 24 + Math.max(40, ...labels.map((label) => textWidth(String(label), 13)))) });

/** Widths of Open Sans in thousandths of its size, by kind of letter. */
export function textWidth(text: string, size: number): number {
  const widths = [...text].map((char) => (/[iljtfI.,:;'|!() ]/.test(char) ? 290 : /[mwMW@%]/.test(char) ? 880 : /[A-Z]/.test(char) ? 640 : 560));
  return (size * widths.reduce((sum, width) => sum + width, 0)) / 1000;
}
