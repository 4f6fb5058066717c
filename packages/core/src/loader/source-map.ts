// The way from compiled text back to the sources, for one file name. The map is parsed when somebody asks for the first
// time: most code never fails.

import { SourceMap, type SourceMapPayload } from 'node:module'
import type { TextPosition } from '../class/collector.js'

export class LazySourceMap {
  private map: SourceMap | null = null

  constructor(private readonly text: string) {}

  /** The position in a source that a position in the compiled text comes from; undefined for code that has none. */
  find({ line, column }: Omit<TextPosition, 'file'>): TextPosition | undefined {
    this.map ??= new SourceMap(JSON.parse(this.text) as SourceMapPayload)
    const entry = this.map.findEntry(line - 1, column - 1)
    if (!('originalSource' in entry) || entry.originalSource == null) return undefined
    return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
  }
}
