/**
 * What is checked in a cell before it runs: TypeScript's own errors, promises that nobody waits for, and names that cells need for themselves. Also tells tslab of awaits at the top of a
 * cell, in the way it expects.
 */
import { createRequire } from "node:module";
import type ts from "typescript";

const base = createRequire(import.meta.url)("typescript") as any;

/** Everything found in the cell among `files`; other files are Node's to load and tsc's to check. */
export function diagnose(program: ts.Program, files: ts.SourceFile[], token: ts.CancellationToken | undefined) {
  const found = files.filter(isCell).flatMap((file) => [
    ...program.getSyntacticDiagnostics(file, token),
    ...program.getSemanticDiagnostics(file, token),
    ...topLevelAwaits(file),
    ...floatingPromises(program, file),
    ...takenNames(file),
  ]);
  return base.sortAndDeduplicateDiagnostics(found.filter(({ code }) => code !== OUTSIDE_ROOT));
}

/** "File … is not under 'rootDir'": of no account, since nothing but the cell is emitted. */
const OUTSIDE_ROOT = 6059;

const isCell = (file: ts.SourceFile) => /(^|\/)__tslab__\.tsx?$/.test(file.fileName);

/** tslab wants a top-level await reported as diagnostic 1308, and then makes the cell an async function. */
function topLevelAwaits(file: ts.SourceFile): ts.Diagnostic[] {
  const found: ts.Diagnostic[] = [];
  const visit = (node: ts.Node): void => {
    if (base.isFunctionLike(node) || base.isClassStaticBlockDeclaration(node) || base.isPropertyDeclaration(node)) return;
    const start = awaitKeyword(node, file);
    if (start !== undefined) found.push(diagnostic(file, { start, length: 5, code: 1308, messageText: "top-level await" }));
    base.forEachChild(node, visit);
  };
  base.forEachChild(file, visit);
  return found;
}

function awaitKeyword(node: any, file: ts.SourceFile): number | undefined {
  if (base.isAwaitExpression(node)) return node.getStart(file);
  if (base.isForOfStatement(node) && node.awaitModifier) return node.awaitModifier.getStart(file);
  if (base.isVariableDeclarationList(node) && (node.flags & base.NodeFlags.AwaitUsing) === base.NodeFlags.AwaitUsing) return node.getStart(file);
  return undefined;
}

/** A promise that nobody awaits may fail after its cell, or the notebook, has ended: better said before it runs. */
function floatingPromises(program: ts.Program, file: ts.SourceFile): ts.Diagnostic[] {
  const checker = program.getTypeChecker();
  const found: ts.Diagnostic[] = [];
  const visit = (node: any): void => {
    if (base.isExpressionStatement(node) && isFloating(node.expression, checker)) {
      const start = node.getStart(file);
      const messageText = "Nobody waits for this promise: put `await` before it, or `void` to let it run by itself.";
      found.push(diagnostic(file, { start, length: node.getEnd() - start, code: 90001, messageText }));
    }
    base.forEachChild(node, visit);
  };
  base.forEachChild(file, visit);
  return found;
}

/** Names that a cell's running form needs: a declaration of one, however deep, would stand for something else without a word. */
const TAKEN = new Set(["exports", "__tslab__"]);

function takenNames(file: ts.SourceFile): ts.Diagnostic[] {
  const found: ts.Diagnostic[] = [];
  const visit = (node: any): void => {
    const declares = base.isBindingElement(node) || base.isVariableDeclaration(node) || base.isParameter(node) || base.isFunctionLike(node) || base.isClassLike(node) || base.isEnumDeclaration(node)
      || base.isModuleDeclaration(node) || base.isImportClause(node) || base.isImportSpecifier(node) || base.isNamespaceImport(node) || base.isImportEqualsDeclaration(node);
    const isProperty = base.isMethodDeclaration(node) || base.isAccessor(node) || base.isMethodSignature(node);
    if (declares && !isProperty && node.name && base.isIdentifier(node.name) && TAKEN.has(node.name.text)) {
      const messageText = `Expected another name than ${node.name.text}, which cells need for themselves: rename it`;
      found.push(diagnostic(file, { start: node.name.getStart(file), length: node.name.text.length, code: 90002, messageText }));
    }
    base.forEachChild(node, visit);
  };
  base.forEachChild(file, visit);
  return found;
}

function isFloating(expression: any, checker: ts.TypeChecker): boolean {
  if (base.isAwaitExpression(expression) || base.isVoidExpression(expression) || base.isBinaryExpression(expression)) return false;
  const type = checker.getTypeAtLocation(expression);
  if (type.flags & (base.TypeFlags.Any | base.TypeFlags.Unknown)) return false;
  return Boolean((checker as any).getPromisedTypeOfPromise(type));
}

function diagnostic(file: ts.SourceFile, fields: { start: number; length: number; code: number; messageText: string }): ts.Diagnostic {
  return { file, category: base.DiagnosticCategory.Error, ...fields };
}
