// From files and the law to everything that breaks it, one readable line each.

import { posix } from 'node:path'
import { circlesOf, type Graph } from './circles.js'
import { outlineOf } from './imports.js'
import { rankOf, roomOf, type Rooms } from './rooms.js'

/** Texts by their path, with `/` on every system. */
export type Sources = ReadonlyMap<string, string>

/** The only names that a package has outside, and the files behind them. */
export type Doors = ReadonlyMap<string, string>

export const doorsOfCore: Doors = new Map([
  ['@instar/core', 'index.ts'],
  ['@instar/core/testing', 'testing/index.ts'],
])

/** Defects of core's own sources; paths are relative to its `src`. It stands on no other package of the project. */
export function defectsOfCore(sources: Sources, rooms: Rooms): string[] {
  return defectsOf(sources, rooms, doorsOfCore, (specifier) => specifier)
}

/** Defects of the sources of a package that has rooms; it may use other packages of the project. */
export function defectsOf(
  sources: Sources,
  rooms: Rooms,
  doors: Doors,
  foreign: (specifier: string) => string | undefined = () => undefined,
): string[] {
  const graph: Graph = new Map([...sources].map(([file, text]) => [file, neighboursOf(file, text, doors, foreign)]))
  return [
    ...[...sources.keys()].filter((file) => rankOf(roomOf(file), rooms) < 0).map((file) => `no room: ${file}`),
    ...[...graph].flatMap(([file, targets]) => targets.flatMap((target) => stepOf(file, target, sources, rooms))),
    ...circlesOf(graph).map((circle) => `circle: ${circle.join(' -> ')}`),
    ...[...sources].filter((source) => isHiddenBarrel(source, doors)).map(([file]) => `barrel: ${file}`),
  ]
}

/** Defects of the other packages' files; paths are relative to the folder of packages. */
export function defectsOfGuests(sources: Sources): string[] {
  return [...sources].flatMap(([file, text]) =>
    outlineOf(text)
      .imports.filter((specifier) => isSideDoor(file, specifier))
      .map((specifier) => `past the door: ${file} -> ${specifier}`),
  )
}

/** The files that a file imports. Other people's packages are none of the law's business. */
function neighboursOf(
  file: string,
  text: string,
  doors: Doors,
  foreign: (specifier: string) => string | undefined,
): string[] {
  return outlineOf(text).imports.flatMap((specifier) => {
    if (specifier.startsWith('.')) return [posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts')]
    const target = specifier.startsWith('@instar/') ? (doors.get(specifier) ?? foreign(specifier)) : undefined
    return target === undefined ? [] : [target]
  })
}

/** What is wrong with one import, if anything. */
function stepOf(file: string, target: string, sources: Sources, rooms: Rooms): string[] {
  if (!sources.has(target)) return [`out of the sources: ${file} -> ${target}`]
  const [from, to] = [roomOf(file), roomOf(target)]
  const drop = rankOf(to, rooms) - rankOf(from, rooms)
  if (from === to || drop > 0) return []
  return [`${drop < 0 ? 'up' : 'sideways'}: ${file} -> ${target}`]
}

function isHiddenBarrel([file, text]: readonly [string, string], doors: Doors): boolean {
  return ![...doors.values()].includes(file) && outlineOf(text).isBarrel
}

function isSideDoor(file: string, specifier: string): boolean {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier).startsWith('core/')
  return specifier.startsWith('@instar/core') && !doorsOfCore.has(specifier)
}
