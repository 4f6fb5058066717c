// Types and signatures as they are written in the source, laid out in one way whatever their line breaks and comments:
// contracts are compared and reviewed by them. Where no type is written, a plain initial value says as much.

import type { ESTree } from 'rolldown/utils'
import type { SourceModule } from './source-module.js'
import { annotation, sliceOf, tidy, typeOf } from './type-text.js'

/** What the declaration of a class says of its members; null for a member without types. */
export interface WrittenTypes {
  attribute(name: string): string | null
  method(name: string, isStatic: boolean): string | null
}

/** The types of a class; of JavaScript, and of a class that was not found in its source, there are none. */
export function writtenTypes(module: SourceModule | null, declared: ESTree.Class | null): WrittenTypes {
  if (module === null || declared === null || !module.isTyped) return { attribute: () => null, method: () => null }
  const text = withoutComments(module)
  const members = declared.body.body
  return {
    attribute: (name) => {
      const field = members.find((member) => member.type === 'PropertyDefinition' && isMember(member, name, false))
      return field?.type === 'PropertyDefinition' ? typeOf(field.typeAnnotation, field.value, text) : null
    },
    method: (name, isStatic) => {
      const methods = members.filter(isMethod).filter((member) => isMember(member, name, isStatic))
      const overloads = methods.filter(({ value }) => value.body === null)
      const signatures = (overloads.length > 0 ? overloads : methods).map(({ value }) => signatureOf(value, text))
      return signatures.length === 0 ? null : signatures.join('; ')
    },
  }
}

function isMethod(member: ESTree.ClassElement): member is ESTree.MethodDefinition {
  return member.type === 'MethodDefinition'
}

function isMember(
  { key, static: isStatic }: ESTree.MethodDefinition | ESTree.PropertyDefinition,
  name: string,
  wantsStatic: boolean,
): boolean {
  if (isStatic !== wantsStatic) return false
  return (key.type === 'Identifier' && key.name === name) || (key.type === 'Literal' && key.value === name)
}

function signatureOf({ typeParameters, params, returnType }: ESTree.Function, text: string): string {
  const parameters = params.filter((parameter) => !isThis(parameter)).map((parameter) => parameterOf(parameter, text))
  const result = returnType === null || returnType === undefined ? '' : `: ${annotation(returnType, text)}`
  return `${typeParameters ? tidy(sliceOf(typeParameters, text)) : ''}(${parameters.join(', ')})${result}`
}

function isThis(parameter: ESTree.ParamPattern): boolean {
  return parameter.type === 'Identifier' && parameter.name === 'this'
}

function parameterOf(parameter: ESTree.ParamPattern, text: string): string {
  switch (parameter.type) {
    case 'RestElement':
      return `...${patternOf(parameter.argument, text)}${typed(typeOf(parameter.typeAnnotation, null, text))}`
    case 'AssignmentPattern': {
      const type = typeOf(parameter.left.typeAnnotation, parameter.right, text)
      return `${patternOf(parameter.left, text)}?${typed(type)}`
    }
    case 'TSParameterProperty':
      return parameterOf(parameter.parameter, text)
    default: {
      const type = typeOf(parameter.typeAnnotation, null, text)
      return `${patternOf(parameter, text)}${parameter.optional ? '?' : ''}${typed(type)}`
    }
  }
}

/** A parameter without its type. */
function patternOf(pattern: ESTree.BindingPattern, text: string): string {
  if (pattern.type === 'Identifier') return pattern.name
  return tidy(text.slice(pattern.start, pattern.typeAnnotation?.start ?? pattern.end))
}

function typed(type: string | null): string {
  return type === null ? '' : `: ${type}`
}

/** The text with spaces for its comments, so that offsets hold. */
function withoutComments({ text, syntax }: SourceModule): string {
  let bare = text
  for (const { start, end } of syntax?.comments ?? []) {
    bare = bare.slice(0, start) + bare.slice(start, end).replace(/\S/g, ' ') + bare.slice(end)
  }
  return bare
}
