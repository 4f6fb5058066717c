// Class versions: `major.minor.patch` with an optional pre-release, ordered as Semantic Versioning orders them. Only
// order matters here (is this upgrade up or down?), so ranges and build metadata are left out on purpose.

const pattern = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/

/** Whether a text is a version, such as `1.2.0` or `2.0.0-rc.1`. */
export function isVersion(text: string): boolean {
  return pattern.test(text)
}

/** Negative when `a` is older than `b`, positive when newer, 0 when equal. Both must be versions. */
export function compareVersions(a: string, b: string): number {
  const [, ...left] = pattern.exec(a)!
  const [, ...right] = pattern.exec(b)!
  for (let i = 0; i < 3; i++) {
    const difference = Number(left[i]) - Number(right[i])
    if (difference !== 0) return difference
  }
  return comparePreReleases(left[3], right[3])
}

function comparePreReleases(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  const left = a.split('.')
  const right = b.split('.')
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = compareIdentifiers(left[i], right[i])
    if (difference !== 0) return difference
  }
  return 0
}

function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === undefined) return -1
  if (b === undefined) return 1
  const numbers = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (numbers[0] && numbers[1]) return Number(a) - Number(b)
  if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
