// Circles in a graph of imports.

export type Graph = ReadonlyMap<string, readonly string[]>

/**
 * The circles of a graph, each from a file back to it. Every file that lies on a circle is on one of those told, which
 * is a shortest one of its first file.
 */
export function circlesOf(graph: Graph): string[][] {
  const known = new Set<string>()
  const circles: string[][] = []
  for (const file of graph.keys()) {
    const circle = known.has(file) ? undefined : wayBack(file, graph)
    if (!circle) continue
    circles.push(circle)
    for (const member of circle) known.add(member)
  }
  return circles
}

/** The shortest way from a file back to itself. */
function wayBack(file: string, graph: Graph): string[] | undefined {
  const ways = [[file]]
  const seen = new Set<string>()
  for (const way of ways) {
    for (const next of graph.get(way.at(-1)!) ?? []) {
      if (next === file) return [...way, file]
      if (seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  }
  return undefined
}
