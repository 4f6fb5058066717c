// The upgraded classes by version: odd versions have form A, even ones form B, whose code differs throughout and whose Cat
// has other attributes. Each call evaluates them anew.

import type * as FormA from './form-a.js'

export type Kitten = FormA.Kitten
export type Release = typeof FormA

let evaluations = 0

export async function evaluate(version: number): Promise<Release> {
  const form = version % 2 === 1 ? 'a' : 'b'
  return (await import(`./form-${form}.js?version=${version}&evaluation=${(evaluations += 1)}`)) as Release
}
