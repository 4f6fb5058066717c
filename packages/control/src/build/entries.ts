// From what a release is asked to be built of, files and folders, to the files that are its entries.

import { readdir, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { filePath } from './file-path.js'

/** The files of one entry that was asked for. */
export interface Entry {
  /** As a path from the root. */
  readonly asked: string
  /** Absolute paths, links followed. */
  readonly files: readonly string[]
  readonly isFolder: boolean
}

export interface Entries {
  readonly entries: readonly Entry[]
  readonly defects: readonly string[]
}

const sources = /\.[mc]?[jt]sx?$/
const others = /\.d\.[mc]?ts$|\.(?:test|spec|bench)\.[mc]?[jt]sx?$/

/** Finds the files of all entries; a folder stands for the sources in it and below, without declarations and tests. */
export async function findEntries(asked: readonly string[], root: string): Promise<Entries> {
  if (asked.length === 0) return { entries: [], defects: ['there is nothing to build: name a file or a folder'] }
  const found = await Promise.all(asked.map((path) => findEntry(resolve(root, path), root)))
  return {
    entries: found.filter((entry) => typeof entry !== 'string'),
    defects: found.filter((entry) => typeof entry === 'string'),
  }
}

/** All files, each once, in the order in which they were asked for. */
export function filesOf(entries: readonly Entry[]): string[] {
  return [...new Set(entries.flatMap(({ files }) => files))]
}

async function findEntry(path: string, root: string): Promise<Entry | string> {
  const asked = filePath(root, path) || '.'
  try {
    const real = await realpath(path)
    const isFolder = (await stat(real)).isDirectory()
    const files = isFolder ? await sourcesIn(real) : [real]
    return files.length === 0
      ? `${asked}: the folder has no TypeScript or JavaScript in it`
      : { asked, files, isFolder }
  } catch (error) {
    return `${asked}: ${problems[(error as NodeJS.ErrnoException).code ?? ''] ?? 'it cannot be read'}`
  }
}

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'you may not read it',
}

async function sourcesIn(folder: string): Promise<string[]> {
  const children = await readdir(folder, { withFileTypes: true })
  const found = await Promise.all(
    children.map(async (child) => {
      const path = join(folder, child.name)
      if (child.isDirectory()) return child.name === 'node_modules' || child.name.startsWith('.') ? [] : sourcesIn(path)
      return sources.test(child.name) && !others.test(child.name) ? [await realpath(path)] : []
    }),
  )
  return found.flat().toSorted()
}
