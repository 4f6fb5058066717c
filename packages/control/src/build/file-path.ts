// Paths as manifests, maps and messages have them: from the release's root, with `/`, so that nothing of a release says
// where it was built.

import { relative, sep } from 'node:path'

/** The path of a file from the root; `../` leads out of it. */
export function filePath(root: string, file: string): string {
  return relative(root, file).split(sep).join('/')
}
