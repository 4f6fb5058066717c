// Whether a folder is safe for what commands a process: only its owner may enter it, and the owner is who runs the process.
// Then nobody else can reach a socket in it, whatever the rights of the socket are between its making and its `chmod`.
// Pure. This is a first approximation: the folders above it are believed.

/** What is known of a folder. */
export interface FolderFacts {
  readonly isFolder: boolean
  /** The user that owns it. */
  readonly owner: number
  /** Its rights, such as 0o700. */
  readonly mode: number
}

export interface FolderDefect {
  readonly problem: string
  readonly cure: string
}

/** What speaks against a folder; null when nothing does. `user` is null where the platform has no users. */
export function folderDefect(facts: FolderFacts, user: number | null, folder: string): FolderDefect | null {
  const mode = (facts.mode & 0o777).toString(8)
  if (!facts.isFolder) return { problem: 'it is no folder', cure: 'Give `serveControl` another `path`.' }
  if (user === null) return null
  if (facts.owner !== user)
    return {
      problem: `it belongs to the user ${facts.owner}, and this process runs as ${user}`,
      cure: 'Use a folder of your own.',
    }
  const cure = `Take their rights away with \`chmod 700 ${folder}\`, or use a folder of its own: one that is missing is made.`
  if ((facts.mode & 0o022) !== 0) return { problem: `others may write to it (its mode is ${mode})`, cure }
  if ((facts.mode & 0o077) !== 0) return { problem: `others may enter or read it (its mode is ${mode})`, cure }
  return null
}
