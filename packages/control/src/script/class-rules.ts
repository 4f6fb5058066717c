// What the classes of a script have to do with those that run: what is upgraded or removed has to be there by then, what is
// added must not. One rule a function, each gives sentences about one step. Pure.

import { bringerOf, isThere, type Position } from './facts.js'

/** What is wrong with the classes that steps speak of. */
export function classDefects(positions: readonly Position[]): string[] {
  return positions.flatMap((position) =>
    [...upgradeDefects(position), ...addDefects(position), ...removeDefects(position)].map(
      (defect) => `${position.at.name}: ${defect}`,
    ),
  )
}

function upgradeDefects(position: Position): string[] {
  const { step, brings } = position.at
  if (step.type !== 'upgrade') return []
  const names = brings.map(({ name }) => name)
  const isAllNew = !names.some((name) => isThere(name, position))
  const strangers = Object.keys(step.migrations ?? {}).filter((name) => !names.includes(name))
  const timed = Object.keys(step.limits?.classes ?? {}).filter((name) => !isFrozen(name, names, position))
  return [
    ...(isAllNew ? [`${names.join(', ')} would be new to the system: write add([${names.join(', ')}])`] : []),
    ...strangers.map((name) => `migrations are given for ${name}, which it does not upgrade: look at the spelling`),
    ...timed.map((name) => `a time limit is given for ${name}, which it does not freeze: look at the spelling`),
  ]
}

/** Whether a class comes to rest for an upgrade: it is one of its classes, or inherits from one. */
function isFrozen(name: string, upgraded: readonly string[], { running, before }: Position): boolean {
  const lineage = running.find((info) => info.name === name)?.lineage ?? [name]
  const isAddedHeir = before.some(({ brings }) =>
    brings.some((brought) => brought.name === name && upgraded.includes(brought.superclass ?? '')),
  )
  return isAddedHeir || lineage.some((level) => upgraded.includes(level))
}

function addDefects(position: Position): string[] {
  if (position.at.step.type !== 'add') return []
  return position.at.brings.flatMap(({ name, version }) => {
    const running = position.running.find((info) => info.name === name)?.version
    const bringer = bringerOf(name, position)
    if (bringer !== undefined) return [`${name} is brought by ${bringer.name} already: leave one of the two out`]
    if (running === undefined || running === version) return []
    return [`${name} ${running} runs already: write upgrade([${name}])`]
  })
}

function removeDefects(position: Position): string[] {
  const { step } = position.at
  if (step.type !== 'remove') return []
  const bringer = bringerOf(step.class, position)
  if (bringer !== undefined) return [`${step.class} is brought by ${bringer.name}: leave one of the two out`]
  const info = position.running.find(({ name }) => name === step.class)
  if (info === undefined) return [`there is no class ${step.class}: look at the spelling`]
  if (removedBefore(position).includes(step.class)) return ['an earlier step removes it already: leave one out']
  const heirs = heirsOf(step.class, position)
  const mayHaveEnded = position.before.some(({ step }) => step.type === 'apply')
  const { direct } = info.instances
  return [
    ...(heirs.length > 0 ? [`${heirs.join(', ')} inherit from ${step.class}: remove them first`] : []),
    ...(direct > 0 && step.instances === 'refuse' && !mayHaveEnded
      ? [`${step.class} has ${direct} instances: say with \`instances\` what becomes of them`]
      : []),
  ]
}

function heirsOf(name: string, position: Position): string[] {
  const removed = removedBefore(position)
  const running = position.running.filter(({ superclass, traits }) => superclass === name || traits.includes(name))
  const brought = position.before.flatMap(({ brings }) => brings.filter(({ superclass }) => superclass === name))
  return [...new Set([...running, ...brought].map((heir) => heir.name))].filter((heir) => !removed.includes(heir))
}

function removedBefore({ before }: Position): string[] {
  return before.flatMap(({ step }) => (step.type === 'remove' ? [step.class] : []))
}
