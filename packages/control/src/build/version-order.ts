// Which of two versions of a class is older, as Semantic Versioning has it.

const pattern = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/

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

/** What has none is newer than what has one. */
function comparePreReleases(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1
  const [left, right] = [a.split('.'), b.split('.')]
  const at = left.findIndex((part, i) => part !== right[i])
  return at === -1 ? -1 : compareParts(left[at]!, right[at])
}

/** Numbers come before words, and fewer parts before more. */
function compareParts(a: string, b: string | undefined): number {
  if (b === undefined) return 1
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (isNumber && isOtherNumber) return Number(a) - Number(b)
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1
  return a < b ? -1 : 1
}
