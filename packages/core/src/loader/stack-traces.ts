// Stack traces that show sources, for code that was loaded with a map. V8 has one hook for the whole process, so this is the
// one thing here that lives at module level: it is put in place with the first map, asks whoever was there before for
// the looks of a trace, and forgets a map when the classes of its code have gone from memory.

import { findSourceMap } from 'node:module'
import { LazySourceMap } from './source-map.js'

interface KnownFile {
  readonly map: LazySourceMap
  /** How many objects are in memory whose code may appear in a trace. */
  holders: number
}

const files = new Map<string, KnownFile>()
const gone = new FinalizationRegistry<string>((file) => {
  const known = files.get(file)
  if (known !== undefined && (known.holders -= 1) === 0) files.delete(file)
})
let isInstalled = false

/** Shows sources in traces of a file's code as long as one of `holders` is in memory. */
export function showSources(file: string, map: LazySourceMap, holders: readonly object[]): void {
  if (!isInstalled) install()
  files.set(file, { map, holders: holders.length })
  for (const holder of holders) gone.register(holder, file)
}

function install(): void {
  isInstalled = true
  const before = Error.prepareStackTrace ?? ((error, sites) => [String(error), ...sites].join('\n    at '))
  Error.prepareStackTrace = (error, sites) => before(error, sites.map(mapped))
}

/** A call site as its source has it. */
function mapped(site: NodeJS.CallSite): NodeJS.CallSite {
  const [file, line, column] = [site.getFileName(), site.getLineNumber(), site.getColumnNumber()]
  if (file == null || line === null || column === null) return site
  // The hook of this process replaces the one by which Node itself maps, where it was asked to (`--enable-source-maps`).
  const source = files.get(file)?.map.find({ line, column }) ?? ofNode(file, line, column)
  if (source === undefined) return site
  const text = String(site).replace(`${file}:${line}:${column}`, `${source.file}:${source.line}:${source.column}`)
  return standIn(site, {
    toString: () => text,
    getFileName: () => source.file,
    getLineNumber: () => source.line,
    getColumnNumber: () => source.column,
  })
}

/** Methods of a call site demand a real one to be called on. */
function standIn(site: NodeJS.CallSite, own: Partial<NodeJS.CallSite> & { toString?(): string }): NodeJS.CallSite {
  return new Proxy(site, {
    get: (_, name) => {
      if (Object.hasOwn(own, name)) return own[name as keyof NodeJS.CallSite]
      const method: unknown = site[name as keyof NodeJS.CallSite]
      return typeof method === 'function' ? method.bind(site) : method
    },
  })
}

function ofNode(file: string, line: number, column: number): ReturnType<LazySourceMap['find']> {
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1)
  if (entry === undefined || !('originalSource' in entry)) return undefined
  return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
}
