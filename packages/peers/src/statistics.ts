// Medians and their spread, and the orientation of a ratio.

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function spread(figures: readonly number[]): Spread {
  if (figures.length === 0) throw new Error('There is no median of nothing')
  const sorted = figures.toSorted((a, b) => a - b)
  const median = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
  return { median, min: sorted[0]!, max: sorted.at(-1)! }
}

export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) throw new Error('There is no percentile of nothing')
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)]!
}

/** How many times better instar is: above 1 it is ahead, whatever the unit is. */
export function ratioToInstar(better: 'more' | 'less', value: number, instar: number): number {
  return better === 'more' ? instar / value : value / instar
}
