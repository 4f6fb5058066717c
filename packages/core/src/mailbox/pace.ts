// How often the dispatcher, or an upgrade, looks at the clock. A look costs as much as a small message, or a migration, so it
// looks once per stride of them, and fits the stride to how long the last one took: long ones are watched closely, short hardly.

/** A stride should take about this long, in milliseconds. */
const aim = 0.5
const longestStride = 64

/** The next stride, from the last one and the milliseconds that it took. */
export function nextStride(stride: number, elapsed: number): number {
  if (elapsed > aim * 4) return 1
  if (elapsed > aim) return Math.max(1, stride >> 1)
  return Math.min(longestStride, stride << 1)
}
