// The audit log: every action is in it before anything happens, and its outcome before anybody is told of it. A command
// that cannot be written down is refused. An outcome that could not be written is owed: it goes before the next entry.

import { fail } from '../base/failures.js'
import type { HistoryEntry } from '../protocol/answers.js'
import type { AuditFile } from './audit-file.js'
import { formatEntry, parseEntries, type Remark, tellHistory } from './audit-entries.js'
import { messageOf } from './thrown.js'

export class AuditLog {
  private last: Promise<unknown> = Promise.resolve()
  private owed = ''

  private constructor(
    private readonly file: AuditFile,
    private serial: number,
    private readonly now: () => Date,
  ) {}

  /** Goes on after what is there. */
  static async open(file: AuditFile, now: () => Date = () => new Date()): Promise<AuditLog> {
    const entries = parseEntries(await file.read())
    return new AuditLog(file, Math.max(0, ...entries.map(({ serial }) => serial)), now)
  }

  /** Notes what is about to happen, and gives the serial of the entry. Throws `no-audit`: then it must not happen. */
  begin(remark: Omit<Remark, 'outcome'>): Promise<number> {
    return this.inTurn(() => this.append({ ...remark, outcome: 'begun' }))
  }

  /** Notes what was refused at once. Throws `no-audit`. */
  refuse(remark: Omit<Remark, 'outcome'>): Promise<number> {
    return this.inTurn(() => this.append({ ...remark, outcome: 'refused' }))
  }

  /** Notes how it ended. Throws `not-recorded`; it is written before the next entry, then. */
  end(remark: Remark): Promise<number> {
    return this.inTurn(() => this.append(remark, true))
  }

  /** The newest entries, at most `limit`, the newest last. `underWay` is the serial of the action that goes on. */
  async history(limit: number, underWay: number | null): Promise<readonly HistoryEntry[]> {
    const text = await this.inTurn(() => this.file.read())
    return tellHistory(parseEntries(`${text}\n${this.owed}`), underWay).slice(-limit)
  }

  /** Settles when all has been written. */
  get idle(): Promise<unknown> {
    return this.last
  }

  private async append(remark: Remark, isOwed = false): Promise<number> {
    const serial = this.serial + 1
    const line = formatEntry({ serial, at: this.now().toISOString(), ...remark })
    try {
      await this.file.append(this.owed + line)
      this.owed = ''
    } catch (error) {
      if (!isOwed) throw this.unwritten('no-audit', remark, error)
      this.owed += line
      this.serial = serial
      throw this.unwritten('not-recorded', remark, error)
    }
    return (this.serial = serial)
  }

  private unwritten(code: 'no-audit' | 'not-recorded', { command, outcome }: Remark, error: unknown): Error {
    return fail(code, { command, outcome, file: this.file.path, problem: messageOf(error) }, error)
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work)
    this.last = result.catch(() => {})
    return result
  }
}
