// Whether a class of a release extends another copy of a base than it should. Superclasses are told apart by name, so
// two of one name stand for each other, and half of the code would run against a copy that nobody upgrades. Pure.
//
// It happens when an installation has a package twice, and when one module is imported by its path here and by the
// name of its package there. Only what the classes of the release themselves extend is looked at: further up are
// classes of packages, which a running system may have linked to later versions already.

import { chainOf, type NamedClass, nameOf, type Parent } from './named-class.js'

export function copyFindings(classes: readonly NamedClass[]): string[] {
  return [...classes.flatMap(foreignActor), ...classes.flatMap((each) => ownCopy(each, classes)), ...twoCopies(classes)]
}

/** A base that was made with another copy of core: its instances could not be born here. */
function foreignActor({ value, name, place, extendsActor }: NamedClass): string[] {
  if (extendsActor) return []
  const chain = chainOf(value)
  const foreign = chain.findIndex((each) => each.name === 'Actor')
  // One without any Actor is told by the plan.
  if (foreign === -1) return []
  const base = foreign === 0 ? 'the Actor' : `${nameOf(chain[0]!)}, which is`
  return [
    `${place}: ${name} extends ${base} of another copy of @instar/core than the one that runs: install one copy for the application and its packages`,
  ]
}

/** A base that the release brings as well. */
function ownCopy({ name, place, parents }: NamedClass, classes: readonly NamedClass[]): string[] {
  return parents.flatMap((parent) => {
    const own = classes.filter((each) => each.name === parent.name)
    if (own.length === 0 || own.some(({ value }) => (value as Function) === parent.value)) return []
    return [
      `${place}: ${name} extends another copy of ${parent.name} than the one of the release (${own[0]!.place}): import both by the same path`,
    ]
  })
}

/** A base that two classes have from two copies of a package. */
function twoCopies(classes: readonly NamedClass[]): string[] {
  const first = new Map<string, { readonly heir: NamedClass; readonly parent: Parent }>()
  const released = new Set<Function>(classes.map(({ value }) => value))
  return classes.flatMap((heir) =>
    heir.parents.flatMap((parent) => {
      if (released.has(parent.value)) return []
      const known = first.get(parent.name)
      if (known === undefined) first.set(parent.name, { heir, parent })
      if (known === undefined || known.parent.value === parent.value) return []
      return [
        `${heir.place}: ${heir.name} extends another copy of ${parent.name} than ${known.heir.name} (${known.heir.place}): look for a package that is installed twice`,
      ]
    }),
  )
}
