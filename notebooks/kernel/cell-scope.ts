/**
 * A cell's top-level names live in one place, the session's `exports`: every cell, and every function of an earlier cell, reads and writes the newest
 * binding of a name there. Rewrites a cell's JavaScript (an ES module whose last statement exports its names) to that form; `import` loads through
 * `__tslab__` (cell-modules.ts). Not: how a cell is compiled (typescript.ts).
 */
import { createRequire } from "node:module";
import type ts from "typescript";

const base = createRequire(import.meta.url)("typescript") as typeof ts;
const { factory } = base;

/** What TypeScript's own transformers ask about a name; not in its public types. */
interface Resolver {
  getReferencedImportDeclaration(node: ts.Identifier): ts.Declaration | undefined;
  getReferencedValueDeclaration(node: ts.Identifier): ts.Declaration | undefined;
}

/** True when a cell's JavaScript has an `import` statement: it then waits for the module, so it must run as an async function. */
export const hasImports = (file: ts.SourceFile): boolean => file.statements.some((statement) => base.isImportDeclaration(statement));

/** The transformer. Runs on parsed nodes, before any other. */
export function oneScope(context: ts.TransformationContext) {
  return (file: ts.SourceFile): ts.SourceFile => {
    const resolver = (context as unknown as { getEmitResolver(): Resolver }).getEmitResolver();
    return rewritten(file, { context, names: exported(file), declarationOf: (node) => resolver.getReferencedImportDeclaration(node) ?? resolver.getReferencedValueDeclaration(node) });
  };
}

interface Scope {
  readonly context: ts.TransformationContext;
  /** The names a cell declares at its top. */
  readonly names: ReadonlySet<string>;
  declarationOf(node: ts.Identifier): ts.Declaration | undefined;
}

function exported(file: ts.SourceFile): Set<string> {
  const clauses = file.statements.flatMap((one) => (base.isExportDeclaration(one) && one.exportClause && base.isNamedExports(one.exportClause) ? [one.exportClause] : []));
  return new Set(clauses.flatMap(({ elements }) => elements.map(({ name }) => name.text)));
}

function rewritten(file: ts.SourceFile, scope: Scope): ts.SourceFile {
  const first: ts.Statement[] = []; // functions and unset variables are there before the first statement runs
  const locals = (file as unknown as { locals?: ReadonlyMap<string, ts.Symbol> }).locals ?? new Map<string, ts.Symbol>();
  const isTop = (node: ts.Node | undefined, name: string): boolean => node !== undefined && scope.names.has(name) && Boolean(locals.get(name)?.declarations?.includes(node as ts.Declaration));

  const reference = (node: ts.Identifier): ts.Expression => {
    if (!scope.names.has(node.text)) return node;
    const declaration = scope.declarationOf(node);
    if (!isTop(declaration, node.text) || isWithinClass(node, declaration)) return node;
    return at(inExports(node.text), node);
  };

  const visit = (node: ts.Node): ts.VisitResult<ts.Node> => {
    if (base.isIdentifier(node)) return isReference(node) ? reference(node) : node;
    if (base.isShorthandPropertyAssignment(node)) return shorthand(node);
    if (base.isVariableStatement(node) && node.declarationList.declarations.some(isHeld)) return declarations(node);
    if (base.isVariableDeclarationList(node) && node.declarations.some(isHeld)) return loopHead(node); // the head of a `for` with `var`
    if (base.isClassDeclaration(node) && isTop(node, node.name?.text ?? "")) return [base.visitEachChild(node, visit, scope.context), keep(node.name!)];
    if (base.isCallExpression(node) && node.expression.kind === base.SyntaxKind.ImportKeyword) return at(factory.createCallExpression(machinery("import"), undefined, node.arguments.map(expression)), node);
    const seen = base.visitEachChild(node, visit, scope.context);
    if (base.isCallExpression(seen) && isInExports(seen.expression)) return factory.updateCallExpression(seen, unbound(seen.expression, node.getStart(file)), seen.typeArguments, seen.arguments);
    if (base.isTaggedTemplateExpression(seen) && isInExports(seen.tag)) return factory.updateTaggedTemplateExpression(seen, unbound(seen.tag, node.getStart(file)), undefined, seen.template);
    return seen;
  };
  const expression = <N extends ts.Expression>(node: N): ts.Expression => base.visitNode(node, visit) as ts.Expression;

  /** Declares a name of the cell: at its top, or with `var` in a block. */
  const isHeld = (declaration: ts.VariableDeclaration): boolean => boundNames(declaration.name).some((name) => isTop(name.parent, name.text));

  function shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const value = reference(node.name), fallback = node.objectAssignmentInitializer && expression(node.objectAssignmentInitializer);
    if (value === node.name) return factory.updateShorthandPropertyAssignment(node, node.name, fallback);
    return at(factory.createPropertyAssignment(node.name.text, fallback ? factory.createAssignment(value, fallback) : value), node);
  }

  /** `let a = 1, { b } = o` as assignments to `exports`. What is disposed of at the end, and functions that get their name from it, stay local too. */
  function declarations(node: ts.VariableStatement): ts.Statement[] {
    const { flags } = node.declarationList, using = (flags & base.NodeFlags.Using) === base.NodeFlags.Using;
    return node.declarationList.declarations.flatMap((one): ts.Statement[] => {
      const { name, initializer } = one;
      if (initializer === undefined && !(flags & base.NodeFlags.BlockScoped)) {
        for (const bound of boundNames(name)) first.push(assign(inExports(bound.text), factory.createVoidZero(), one));
        return [];
      }
      const value = initializer ? expression(initializer) : factory.createVoidZero();
      if (base.isIdentifier(name) && name.text !== "require" && (using || (initializer && isAnonymous(initializer)))) {
        const list = factory.createVariableDeclarationList([at(factory.createVariableDeclaration(name, undefined, undefined, value), one)], flags & (base.NodeFlags.BlockScoped));
        return [at(factory.createVariableStatement(undefined, list), node), keep(name)];
      }
      return [assign(pattern(name), value, one)];
    });
  }

  function loopHead(node: ts.VariableDeclarationList): ts.Expression {
    const parts = node.declarations.map((one) => (one.initializer ? at(factory.createAssignment(pattern(one.name), expression(one.initializer)), one) : pattern(one.name)));
    return at(parts.reduce((left, right) => factory.createComma(left, right)), node);
  }

  /** The names of a declaration as targets of an assignment. */
  function pattern(name: ts.BindingName): ts.Expression {
    if (base.isIdentifier(name)) return at(inExports(name.text), name);
    if (base.isArrayBindingPattern(name)) {
      return at(factory.createArrayLiteralExpression(name.elements.map((one) => {
        if (base.isOmittedExpression(one)) return factory.createOmittedExpression();
        return one.dotDotDotToken ? factory.createSpreadElement(pattern(one.name)) : withDefault(one);
      })), name);
    }
    return at(factory.createObjectLiteralExpression(name.elements.map((one) => {
      if (one.dotDotDotToken) return factory.createSpreadAssignment(pattern(one.name));
      const key = one.propertyName ? (base.visitNode(one.propertyName, visit) as ts.PropertyName) : (one.name as ts.Identifier).text;
      return factory.createPropertyAssignment(key, withDefault(one));
    })), name);
  }
  const withDefault = ({ name, initializer }: ts.BindingElement): ts.Expression => (initializer ? factory.createAssignment(pattern(name), expression(initializer)) : pattern(name));

  const body = file.statements.flatMap((statement): ts.Statement[] => {
    if (base.isExportDeclaration(statement)) return [];
    if (base.isImportDeclaration(statement)) return imported(statement, first.length + statement.pos);
    if (base.isVariableStatement(statement) && statement.modifiers?.length) { // the value of the cell's last expression
      return statement.declarationList.declarations.map((one) => assign(inExports((one.name as ts.Identifier).text), expression(one.initializer!), one));
    }
    if (base.isFunctionDeclaration(statement) && isTop(statement, statement.name?.text ?? "")) first.push(keep(statement.name!));
    const seen = visit(statement);
    return (Array.isArray(seen) ? seen : [seen]) as ts.Statement[];
  });
  const imports = body.filter((statement) => importStatements.has(statement));
  return factory.updateSourceFile(file, [...first, ...imports, ...body.filter((statement) => !importStatements.has(statement))]);
}

// Imports

const importStatements = new WeakSet<ts.Statement>();

/** `import` as a wait for the module and live bindings of its names. */
function imported(node: ts.ImportDeclaration, unique: number): ts.Statement[] {
  const clause = node.importClause;
  const load = factory.createAwaitExpression(factory.createCallExpression(machinery("load"), undefined, [node.moduleSpecifier]));
  if (!clause) return marked([at(factory.createExpressionStatement(load), node)]);
  const module = factory.createIdentifier(`__module_${unique}__`);
  const held = factory.createVariableStatement(undefined, factory.createVariableDeclarationList([factory.createVariableDeclaration(module, undefined, undefined, load)], base.NodeFlags.Const));
  const of = (name: ts.ModuleExportName): ts.Expression => factory.createElementAccessExpression(module, factory.createStringLiteral(name.text));
  const bindings = clause.namedBindings;
  const pairs: [string, ts.Expression][] = [
    ...(clause.name ? [[clause.name.text, of(factory.createIdentifier("default"))] as [string, ts.Expression]] : []),
    ...(bindings && base.isNamespaceImport(bindings) ? [[bindings.name.text, module] as [string, ts.Expression]] : []),
    ...(bindings && base.isNamedImports(bindings) ? bindings.elements.map((one): [string, ts.Expression] => [one.name.text, of(one.propertyName ?? one.name)]) : []),
  ];
  const getters = pairs.map(([name, value]) => factory.createPropertyAssignment(factory.createStringLiteral(name), factory.createArrowFunction(undefined, undefined, [], undefined, undefined, value)));
  const bind = factory.createCallExpression(machinery("bind"), undefined, [factory.createObjectLiteralExpression(getters)]);
  return marked([at(held, node), factory.createExpressionStatement(bind)]);
}

function marked(statements: ts.Statement[]): ts.Statement[] {
  for (const statement of statements) importStatements.add(statement);
  return statements;
}

// Nodes

const inExports = (name: string): ts.Expression => factory.createPropertyAccessExpression(factory.createIdentifier("exports"), name);

const machinery = (name: string): ts.Expression => factory.createPropertyAccessExpression(factory.createIdentifier("__tslab__"), name);

/** A function of a cell is called without `this`, as it would be by its bare name; in a stack the call stands at `start`. */
const unbound = (node: ts.Expression, start: number): ts.Expression =>
  base.setSourceMapRange(factory.createParenthesizedExpression(factory.createComma(factory.createNumericLiteral(0), node)), { pos: start, end: start });

const assign = (target: ts.Expression, value: ts.Expression, from: ts.Node): ts.Statement => at(factory.createExpressionStatement(factory.createAssignment(target, value)), from);

/** `exports.name = name`, the latter being the local name. */
const keep = (name: ts.Identifier): ts.Statement => factory.createExpressionStatement(factory.createAssignment(inExports(name.text), factory.createIdentifier(name.text)));

const at = <N extends ts.Node>(node: N, from: ts.Node): N => base.setTextRange(node, from);

const isInExports = (node: ts.Expression): boolean => base.isPropertyAccessExpression(node) && base.isIdentifier(node.expression) && node.expression.text === "exports";

const boundNames = (name: ts.BindingName): ts.Identifier[] =>
  base.isIdentifier(name) ? [name] : name.elements.flatMap((one) => (base.isOmittedExpression(one) ? [] : boundNames(one.name)));

/** Names of properties, labels and declarations are no references. */
function isReference(node: ts.Identifier): boolean {
  const parent = node.parent as { name?: ts.Node; label?: ts.Node; propertyName?: ts.Node } | undefined;
  return parent !== undefined && parent.name !== node && parent.label !== node && parent.propertyName !== node;
}

/** Within a class its name is its own, also before it is declared to the end. */
function isWithinClass(node: ts.Node, declaration: ts.Node | undefined): boolean {
  if (declaration === undefined || !base.isClassLike(declaration)) return false;
  return base.findAncestor(node, (one) => one === declaration) !== undefined;
}

const isAnonymous = (node: ts.Expression): boolean => base.isArrowFunction(node) || ((base.isFunctionExpression(node) || base.isClassExpression(node)) && node.name === undefined);
