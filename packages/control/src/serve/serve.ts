// The door of the running side: a process opens it to be looked at, and upgraded, from outside.
//
//   socket or TLS -> app -> queries                        (what is there)
//                        -> undertaking -> actions         (one at a time: audit log, deed, journal, outcome)
//                        -> watch                          (events)

import { join, resolve } from 'node:path'
import type { ActorSystem } from '@instar/core'
import { defaultFolder, statePlace } from '../base/place.js'
import type { Journal } from '../protocol/answers.js'
import { usualBodyLimit } from '../protocol/commands.js'
import { Admission } from './admission.js'
import { makeApp } from './app.js'
import { DiskAuditFile } from './audit-file.js'
import { AuditLog } from './audit.js'
import type { Desk } from './desk.js'
import { openDoors } from './doors.js'
import { LiveJournal } from './journal.js'
import { Lane } from './lane.js'
import { type ControlOptions, demandControlOptions } from './options.js'
import { ensurePrivateFolder } from './private-folder.js'
import { RunningControl } from './running.js'
import { clearSocket } from './socket.js'

/** A control plane that is served. */
export interface ControlServer extends AsyncDisposable {
  /** The absolute path of the socket. */
  readonly path: string
  /** The TCP port; null without TLS. */
  readonly port: number | null
  /** What runs and what is confirmed, at the moment. */
  readonly journal: Journal
  /** Ends the service: waits for the action under way, and removes the socket. Comes by itself when the system stops. */
  close(): Promise<void>
}

/**
 * Lets a system be commanded from outside, through a Unix socket that only the owner of the process can reach. Beside
 * `x.sock` the folder `x.control` keeps the audit log, the journal and the releases that it names. Throws `bad-serving`,
 * `unsafe-folder`, `bad-journal`, and for a path that is not free `socket-in-use`, `socket-is-link`, `socket-is-file`,
 * `socket-too-long` or `socket-unknown`; then nothing listens.
 */
export async function serveControl(system: ActorSystem, options: ControlOptions = {}): Promise<ControlServer> {
  demandControlOptions(options)
  const path = resolve(options.path ?? join(defaultFolder(), `${system.node}-${process.pid}.sock`))
  await clearSocket(path)
  const desk = await openDesk(system, path, options)
  const app = makeApp(desk, options.bodyLimit ?? usualBodyLimit)
  const doors = await openDoors((request, origin) => app.fetch(request, origin), path, options.tls)
  return new RunningControl(desk, path, doors)
}

async function openDesk(system: ActorSystem, path: string, options: ControlOptions): Promise<Desk> {
  const place = statePlace(path)
  await ensurePrivateFolder(place.folder)
  return {
    system,
    admission: new Admission(options),
    audit: await AuditLog.open(new DiskAuditFile(place.audit)),
    journal: await LiveJournal.open(place, system),
    lane: new Lane(),
    streams: new Set(),
  }
}
