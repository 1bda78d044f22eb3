/**
 * Gives tslab the project's own TypeScript in place of the fork it ships with, and cells modern compiler options.
 * Owns what tslab's fork adds to TypeScript, how a cell is rewritten to run, and the map from a running cell back to its source.
 * Not: what is checked in a cell (cell-diagnostics.ts).
 * No file of tslab is changed: the replacement is put into the module cache before tslab is loaded.
 */
import { createRequire, Module, SourceMap } from "node:module";
import { diagnose } from "./cell-diagnostics.ts";
import { hasImports, oneScope } from "./cell-scope.ts";
import type ts from "typescript";

const require = createRequire(import.meta.url);
const base = require("typescript") as any;

/** Loads tslab's parts over the project's TypeScript. */
export function loadTslab() {
  const tslab = createRequire(require.resolve("tslab/dist/main.js"));
  const fork = tslab.resolve("@tslab/typescript-for-tslab");
  if (!require.cache[fork]) {
    const module = new Module(fork);
    Object.assign(module, { filename: fork, loaded: true, exports: compatible() });
    require.cache[fork] = module as NodeJS.Module;
  }
  return {
    createConverter: require("tslab/dist/converter.js").createConverter as (options: object) => Converter,
    createExecutor: require("tslab/dist/executor.js").createExecutor as (root: string, converters: object, console: object) => Executor,
    jupyter: require("tslab/dist/jupyter.js") as any,
    quickInfo: require("tslab/dist/inspect.js").printQuickInfo as (info: unknown) => string,
  };
}

/** What tslab makes of one cell: JavaScript to run and the declarations later cells see, or diagnostics. */
export interface Converted {
  output?: string;
  declOutput?: string;
  diagnostics: { start: { line: number; character: number }; messageText: string; fileName?: string }[];
  hasToplevelAwait?: boolean;
  lastExpressionVar?: string;
}
export interface Converter {
  convert(declarations: string, source: string): Converted;
  inspect(declarations: string, source: string, position: number): unknown;
  complete(declarations: string, source: string, position: number): { start: number; end: number; candidates: string[] };
  close(): void;
}
export interface Executor {
  execute(source: string): Promise<boolean>;
  inspect(source: string, position: number): unknown;
  complete(source: string, position: number): { start: number; end: number; candidates: string[] };
  interrupt(): void;
  locals: Record<string, unknown>;
}

/** Whether the cell converted last has `import` statements, for whose modules it waits. */
let lastImports = false;
export const waitsForImports = (): boolean => lastImports;
const noted = () => (file: ts.SourceFile) => {
  lastImports = hasImports(file);
  return file;
};

/** Source maps of the cell converted last, outermost first; the caller takes them right after `convert`. */
let lastMaps: object[] = [];
export const takeSourceMaps = (): object[] => lastMaps.splice(0);

/** Line (from 1) and column (from 1) in a cell's source for a place in its running form; undefined for lines of our making. */
export function sourcePosition(maps: readonly object[], line: number, column: number): { line: number; column: number } | undefined {
  let place = { line: line - 1, column: column - 1 };
  for (const payload of maps as readonly { mappings: string }[]) {
    if (place.line >= payload.mappings.split(";").length) return undefined; // where tslab calls the cell
    const entry = new SourceMap(payload as any).findEntry(place.line, place.column);
    if (!("originalLine" in entry)) return undefined;
    place = { line: entry.originalLine, column: entry.originalColumn };
  }
  const prefixLines = 1; // tslab puts "export {};" above a cell
  return place.line < prefixLines ? undefined : { line: place.line - prefixLines + 1, column: place.column + 1 };
}

const CELL_OPTIONS = {
  moduleResolution: base.ModuleResolutionKind.Bundler,
  customConditions: ["node", "require"],
  target: base.ScriptTarget.ES2022,
  lib: ["lib.esnext.d.ts"],
  strict: true,
  types: ["node"],
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  inlineSourceMap: true,
};

function compatible() {
  const out = { ...base, sys: base.sys, Completions: { ...base.Completions } };
  // A module is loaded once, so its types must not change either; and tslab fails when a change is noticed between two cells.
  out.sys.watchFile = out.sys.watchDirectory = () => ({ close() {} });
  out.getNullTransformationContext = () => base.nullTransformationContext;
  out.getDefaultTypeRoots = () => [];
  out.getPreEmitDiagnosticsOfFiles = diagnose;
  out.getQuickInfoAtPosition = quickInfo;
  out.Completions.getCompletionsAtPositionForTslab = (host: object, program: ts.Program, ...rest: unknown[]) =>
    base.Completions.getCompletionsAtPosition({ ...host, getCompilationSettings: () => program.getCompilerOptions() }, program, ...rest);
  out.createWatchCompilerHost = (roots: string[], options: Record<string, unknown>, ...rest: unknown[]) => {
    const { noImplicitUseStrict, disableTopLevelAwait, typeRoots, ...kept } = options;
    const host = base.createWatchCompilerHost(roots, { ...kept, ...CELL_OPTIONS }, ...rest);
    const create = host.createProgram;
    host.createProgram = (...args: unknown[]) => onlyTheCell(create(...args));
    return host;
  };
  out.transpileModule = toCommonJs;
  return out;
}

/** tslab would check and emit every file of lib again with each cell. Node loads lib itself and tsc checks it: the cell is enough. */
function onlyTheCell(builder: any) {
  builder.getAllDependencies = (file: ts.SourceFile) => [file.fileName];
  const emit = builder.emit;
  builder.emit = (file: ts.SourceFile, write: unknown, token: unknown, declarations: unknown, transformers: ts.CustomTransformers) =>
    emit(file, write, token, declarations, { ...transformers, before: [spellOutShorthand] });
  const checker = builder.getProgram().getTypeChecker();
  const symbolAt = checker.getSymbolAtLocation;
  checker.getSymbolAtLocation = (node: ts.Node) => (isPropertyOfPattern(node) ? undefined : (shorthandValue(checker, node) ?? symbolAt(node)));
  return builder;
}

const shorthandValue = (checker: ts.TypeChecker, { parent }: ts.Node): ts.Symbol | undefined =>
  parent && base.isShorthandPropertyAssignment(parent) ? checker.getShorthandAssignmentValueSymbol(parent) : undefined;

/** The `n` of `const { n: m } = o` is no name of an earlier cell, even where one is called so and `o` comes from there. */
const isPropertyOfPattern = (node: ts.Node): boolean => Boolean(node.parent && base.isBindingElement(node.parent) && (node.parent as ts.BindingElement).propertyName === node);

/** tslab turns a name of an earlier cell into `exports.name`, which `{ name }` cannot hold: it becomes `{ name: name }` first. */
function spellOutShorthand(context: ts.TransformationContext) {
  const visit = (node: ts.Node): ts.Node => {
    if (base.isShorthandPropertyAssignment(node) && !(node as ts.ShorthandPropertyAssignment).objectAssignmentInitializer) {
      const { name } = node as ts.ShorthandPropertyAssignment;
      return base.factory.createPropertyAssignment(base.factory.createIdentifier(name.text), name);
    }
    return base.visitEachChild(node, visit, context);
  };
  return (file: ts.SourceFile) => base.visitNode(file, visit);
}

/** ES module to CommonJS: tslab's last step. Adds interruptible awaits and keeps both source maps. */
function toCommonJs(js: string, options: { compilerOptions: ts.CompilerOptions; fileName?: string }) {
  const inline = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/.exec(js);
  const source = inline ? js.slice(0, inline.index) : js;
  const { noImplicitUseStrict, ...kept } = options.compilerOptions as Record<string, unknown>;
  const made = base.transpileModule(source, {
    ...options,
    compilerOptions: { ...kept, alwaysStrict: false, sourceMap: true },
    transformers: { before: [noted, oneScope, interruptibleAwaits, interruptibleLoops] },
  });
  const first = inline ? [JSON.parse(Buffer.from(inline[1]!, "base64").toString())] : [];
  lastMaps = [JSON.parse(made.sourceMapText), ...first];
  return { ...made, outputText: made.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n") };
}

/** `await x` becomes `await __tslab__.wait(x)`, which an interrupt rejects: a loop in a cell then stops where it waits. */
const interruptibleAwaits = (context: ts.TransformationContext) => (file: ts.SourceFile) => {
  const factory = context.factory;
  const visit = (node: ts.Node): ts.Node => {
    const seen = base.visitEachChild(node, visit, context);
    if (!base.isAwaitExpression(seen)) return seen;
    const wait = factory.createPropertyAccessExpression(factory.createIdentifier("__tslab__"), "wait");
    return factory.updateAwaitExpression(seen, factory.createCallExpression(wait, undefined, [seen.expression]));
  };
  return base.visitNode(file, visit);
};

/** Loops and functions first look for an interrupt: `__tslab__.look()` throws when there is one. */
const interruptibleLoops = (context: ts.TransformationContext) => (file: ts.SourceFile) => {
  const factory = context.factory;
  const look = () => factory.createCallExpression(factory.createPropertyAccessExpression(factory.createIdentifier("__tslab__"), "look"), undefined, []);
  const looking = (body: ts.Statement) => factory.createBlock([factory.createExpressionStatement(look()), ...(base.isBlock(body) ? (body as ts.Block).statements : [body])], true);
  const visit = (node: ts.Node): ts.Node => {
    const seen: any = base.visitEachChild(node, visit, context);
    if (base.isWhileStatement(seen)) return factory.updateWhileStatement(seen, seen.expression, looking(seen.statement));
    if (base.isDoStatement(seen)) return factory.updateDoStatement(seen, looking(seen.statement), seen.expression);
    if (base.isForStatement(seen)) return factory.updateForStatement(seen, seen.initializer, seen.condition, seen.incrementor, looking(seen.statement));
    if (base.isForInStatement(seen)) return factory.updateForInStatement(seen, seen.initializer, seen.expression, looking(seen.statement));
    if (base.isForOfStatement(seen)) return factory.updateForOfStatement(seen, seen.awaitModifier, seen.initializer, seen.expression, looking(seen.statement));
    if (base.isArrowFunction(seen) && !base.isBlock(seen.body)) {
      const body = factory.createParenthesizedExpression(factory.createComma(look(), seen.body as ts.Expression));
      return factory.updateArrowFunction(seen, seen.modifiers, seen.typeParameters, seen.parameters, seen.type, seen.equalsGreaterThanToken, body);
    }
    if (base.isFunctionDeclaration(seen) && seen.body) return factory.updateFunctionDeclaration(seen, seen.modifiers, seen.asteriskToken, seen.name, seen.typeParameters, seen.parameters, seen.type, looking(seen.body));
    return seen;
  };
  return base.visitNode(file, visit);
};

function quickInfo(file: any, checker: any, _token: unknown, position: number) {
  const node = base.getTouchingPropertyName(file, position);
  if (node === file) return undefined;
  const symbol = checker.getSymbolAtLocation(node);
  if (!symbol || checker.isUnknownSymbol(symbol)) return typeOnly(node, checker, file);
  const info = base.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(checker, symbol, file, base.getContainerNode(node), node);
  return { ...info, kind: info.symbolKind, textSpan: base.createTextSpanFromNode(node, file) };
}

function typeOnly(node: any, checker: any, file: any) {
  const type = checker.getTypeAtLocation(node);
  const displayParts = base.typeToDisplayParts(checker, type, base.getContainerNode(node));
  return { kind: "", textSpan: base.createTextSpanFromNode(node, file), displayParts, documentation: type.symbol?.getDocumentationComment(checker) };
}
