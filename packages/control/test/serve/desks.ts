// A desk without a server, for what is tested without a socket, or with a disk that is full.

import { statePlace } from '../../src/base/place.js'
import { Admission } from '../../src/serve/admission.js'
import type { AuditFile } from '../../src/serve/audit-file.js'
import { AuditLog } from '../../src/serve/audit.js'
import type { Desk } from '../../src/serve/desk.js'
import { LiveJournal } from '../../src/serve/journal.js'
import { Lane } from '../../src/serve/lane.js'
import type { Served } from './served.js'

/** A file on a disk that can be full. */
export class SmallDisk implements AuditFile {
  readonly path = '/disk/audit.jsonl'
  text = ''
  isFull = false

  read(): Promise<string> {
    return Promise.resolve(this.text)
  }

  append(lines: string): Promise<void> {
    if (this.isFull) return Promise.reject(new Error('ENOSPC: no space left on device, write'))
    this.text += lines
    return Promise.resolve()
  }
}

/** A desk for the same system, with a journal of its own. */
export async function deskOf({ system, folder }: Served, file: AuditFile = new SmallDisk()): Promise<Desk> {
  return {
    system,
    admission: new Admission({}),
    audit: await AuditLog.open(file),
    journal: await LiveJournal.open(statePlace(folder.at('x.sock')), system),
    lane: new Lane(),
    streams: new Set(),
  }
}
