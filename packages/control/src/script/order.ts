// The order of steps that depend on each other. Steps keep the order in which they are written; an order that contradicts
// what they declare is a defect, told with one that would do. Steps that wait for each other in a circle have no order: they
// are done as one, all or none, and have to stand side by side. Pure.

/** A step as far as order goes. */
export interface Dependent {
  readonly name: string
  /** The classes that it upgrades or adds. */
  readonly brings: readonly string[]
  /** The classes that must have been brought before. */
  readonly after: readonly string[]
}

export interface Order {
  /** The steps by their place in the script, in order; those of a circle together. */
  readonly groups: readonly (readonly number[])[]
  /** Why there is no such order, as sentences. */
  readonly defects: readonly string[]
  /** The groups in an order that would do, as near as can be to the one that is written. */
  readonly proposal: readonly (readonly number[])[]
}

/** Finds the order of steps. `groups` is of use only when there are no defects. */
export function orderSteps(steps: readonly Dependent[]): Order {
  const needs = steps.map((step, i) => providersOf(step, i, steps))
  const groups = circlesOf(needs)
  const proposal = sorted(groups, needs)
  const defects = [
    ...steps.flatMap((step, i) => unmet(step, i, steps)),
    ...groups.flatMap((group) => scattered(group, steps)),
    ...groups.flatMap((group) => early(group, groups, needs, steps)),
  ]
  const order = proposal.flat().filter((i) => steps[i]!.brings.length > 0)
  const isMisplaced = proposal.flat().some((at, i) => at !== i)
  const cure = `an order that would do: ${order.map((i) => steps[i]!.name).join('; ')}`
  return { groups, proposal, defects: isMisplaced && defects.length > 0 ? [...defects, cure] : defects }
}

/** The step that brings a class for another one: the first of those that do. */
function providerOf(name: string, at: number, steps: readonly Dependent[]): number | undefined {
  const first = steps.findIndex(({ brings }, i) => i !== at && brings.includes(name))
  return first === -1 ? undefined : first
}

function providersOf({ after }: Dependent, at: number, steps: readonly Dependent[]): number[] {
  return [...new Set(after.flatMap((name) => providerOf(name, at, steps) ?? []))]
}

/** What can be reached from each step by what it needs. */
function reachOf(needs: readonly (readonly number[])[]): Set<number>[] {
  return needs.map((_, start) => {
    const reached = new Set<number>(needs[start])
    for (const at of reached) for (const next of needs[at]!) reached.add(next)
    return reached
  })
}

/** Steps that reach each other, as groups in the order of their first members; any other step is a group of one. */
function circlesOf(needs: readonly (readonly number[])[]): number[][] {
  const reach = reachOf(needs)
  const all = needs.map((_, i) =>
    needs.flatMap((_, j) => (j === i || (reach[i]!.has(j) && reach[j]!.has(i)) ? [j] : [])),
  )
  return all.filter((group, i) => group[0] === i)
}

/** Groups so that each comes after what it needs; where that leaves a choice, in the order in which they are written. */
function sorted(groups: readonly (readonly number[])[], needs: readonly (readonly number[])[]): (readonly number[])[] {
  const waiting = [...groups]
  const placed = new Set<number>()
  const order: (readonly number[])[] = []
  while (waiting.length > 0) {
    const isReady = (group: readonly number[]): boolean =>
      group.every((i) => needs[i]!.every((need) => placed.has(need) || group.includes(need)))
    const [next] = waiting.splice(waiting.findIndex(isReady), 1)
    for (const i of next!) placed.add(i)
    order.push(next!)
  }
  return order
}

function unmet({ name, after, brings }: Dependent, at: number, steps: readonly Dependent[]): string[] {
  return after
    .filter((wanted) => providerOf(wanted, at, steps) === undefined)
    .map((wanted) =>
      brings.includes(wanted)
        ? `${name}: it is to come after ${wanted}, which it brings itself: take it out of \`after\``
        : `${name}: it is to come after ${wanted}, which no step upgrades or adds: write that step, or take it out of \`after\``,
    )
}

function scattered(group: readonly number[], steps: readonly Dependent[]): string[] {
  const between = steps.flatMap(({ name }, i) =>
    i > group[0]! && i < group.at(-1)! && !group.includes(i) ? [name] : [],
  )
  if (between.length === 0) return []
  const names = group.map((i) => steps[i]!.name).join(', ')
  return [`${names} wait for each other and are done as one: take ${between.join(', ')} from between them`]
}

function early(
  group: readonly number[],
  groups: readonly (readonly number[])[],
  needs: readonly (readonly number[])[],
  steps: readonly Dependent[],
): string[] {
  return group.flatMap((i) =>
    needs[i]!.filter((need) => need > i && !group.includes(need)).map((need) => {
      const circle = groups.find((each) => each.includes(need))!
      const names = circle.map((each) => steps[each]!.name).join(', ')
      return `${steps[i]!.name}: it is to come after ${names}, which ${circle.length === 1 ? 'stands' : 'stand'} behind it: change their order`
    }),
  )
}
