// The actor classes of a module as they are written. Evaluation says what a class declares; its syntax says what evaluation
// has lost: types, and where the class begins and ends in the text. A class that a compiler has lowered already
// (`Cat = __decorate([actor(...)], Cat)`) is not found here.

import { type ESTree, Visitor } from 'rolldown/utils'
import { placeAt } from './text-place.js'

/** A stretch of a text, by offsets. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface ClassSyntax {
  /** The name in the system. */
  readonly name: string
  /** Null where it is computed. */
  readonly version: string | null
  /** Of its decorator, from 1. */
  readonly line: number
  /** The whole declaration: the statement and its decorators. */
  readonly spans: readonly Span[]
  /** The literal of its version, quotes included; null where it is computed. */
  readonly versionLiteral: Span | null
  /** Its version in the options of its decorator, so that the rest of the text can be compared without it. */
  readonly versionSpans: readonly Span[]
  readonly node: ESTree.Class
}

/** The actor classes that a program declares, at whatever depth, in their order. */
export function findClasses(program: ESTree.Program, text: string): ClassSyntax[] {
  const found: ClassSyntax[] = []
  const decorators = decoratorNames(program)
  const statements = new Map<ESTree.Node, Span>()
  const note = ({ declaration, start, end }: ESTree.ExportNamedDeclaration | ESTree.ExportDefaultDeclaration): void => {
    if (declaration?.type === 'ClassDeclaration') statements.set(declaration, { start, end })
  }
  const visitor = new Visitor({
    ExportNamedDeclaration: note,
    ExportDefaultDeclaration: note,
    ClassDeclaration: (node) => {
      const options = actorOptions(node, decorators)
      if (options !== undefined) found.push(describe(node, options, statements.get(node) ?? node, text))
    },
  })
  visitor.visit(program)
  return found
}

function describe(node: ESTree.Class, options: Options, statement: Span, text: string): ClassSyntax {
  return {
    name: textOf(options.argument, 'name') ?? node.id?.name ?? 'default',
    version: textOf(options.argument, 'version'),
    line: placeAt(text, options.start).line,
    // Decorators may stand before `export`, outside of the statement.
    spans: [...node.decorators, statement].map(({ start, end }) => ({ start, end })),
    versionLiteral: literalOf(options.argument, 'version'),
    versionSpans: versionSpans(options.argument),
    node,
  }
}

interface Options {
  readonly start: number
  readonly argument: ESTree.ObjectExpression | null
}

function actorOptions(node: ESTree.Class, decorators: ReadonlySet<string>): Options | undefined {
  for (const { expression, start } of node.decorators) {
    if (expression.type !== 'CallExpression' || !isActor(expression.callee, decorators)) continue
    const [argument] = expression.arguments
    return { start, argument: argument?.type === 'ObjectExpression' ? argument : null }
  }
  return undefined
}

function isActor(callee: ESTree.Expression, decorators: ReadonlySet<string>): boolean {
  if (callee.type === 'Identifier') return decorators.has(callee.name)
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'actor'
}

/** What core's decorator is called in a module. It may come by way of another module, so its own name always counts. */
function decoratorNames({ body }: ESTree.Program): Set<string> {
  const names = new Set(['actor'])
  for (const statement of body) {
    if (statement.type !== 'ImportDeclaration' || statement.source.value !== '@instar/core') continue
    for (const specifier of statement.specifiers) {
      if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier') continue
      if (specifier.imported.name === 'actor') names.add(specifier.local.name)
    }
  }
  return names
}

function textOf(options: ESTree.ObjectExpression | null, key: string): string | null {
  return literalOf(options, key)?.value ?? null
}

function literalOf(options: ESTree.ObjectExpression | null, key: string): ESTree.StringLiteral | null {
  const value = options?.properties.find((property) => isNamed(property, key))
  if (value?.type !== 'Property' || value.value.type !== 'Literal') return null
  return typeof value.value.value === 'string' ? (value.value as ESTree.StringLiteral) : null
}

/** The version with one of its commas. */
function versionSpans(options: ESTree.ObjectExpression | null): Span[] {
  const properties = options?.properties ?? []
  const at = properties.findIndex((property) => isNamed(property, 'version'))
  if (options === null || at === -1) return []
  const [previous, own, next] = [properties[at - 1], properties[at]!, properties[at + 1]]
  if (next !== undefined) return [{ start: own.start, end: next.start }]
  return [{ start: previous?.end ?? options.start + 1, end: options.end - 1 }]
}

function isNamed(property: ESTree.ObjectPropertyKind, name: string): boolean {
  if (property.type !== 'Property' || property.computed) return false
  const { key } = property
  return (key.type === 'Identifier' && key.name === name) || (key.type === 'Literal' && key.value === name)
}
