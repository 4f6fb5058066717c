// Which known word somebody may have meant who wrote another one. Pure.

/** The known word that is at most two letters away, the nearest one; null when there is none. */
export function nearest(word: string, known: readonly string[]): string | null {
  const distances = known.map((each) => ({ each, distance: distanceOf(word.toLowerCase(), each.toLowerCase()) }))
  const [best] = distances.toSorted((a, b) => a.distance - b.distance)
  return best !== undefined && best.distance <= 2 && best.distance < word.length ? best.each : null
}

/** Letters to insert, leave out or exchange. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const exchanged = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, exchanged))
    }
    row = next
  }
  return row[b.length]!
}
