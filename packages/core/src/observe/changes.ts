// The changes of attributes as observables: of one instance, or of a class with all that inherits from it, classes that come
// later among them. A class is watched while one of these is subscribed to, and through its upgrades.

import { Observable } from 'rxjs/internal/Observable'
import type { InstanceChange } from '../protocol/changes.js'
import type { Cell } from '../instance/cell.js'
import type { LiveClass } from '../registry/live-class.js'
import { ClassWatch, type Listener } from './class-watch.js'
import type { Outbox } from './outbox.js'

/** Somebody who observes a class. */
interface Onlooker {
  readonly live: LiveClass
  readonly isDirect: boolean
  readonly listener: Listener
}

export class Changes {
  private readonly watches = new Map<LiveClass, ClassWatch>()
  private readonly onlookers = new Set<Onlooker>()

  constructor(private readonly outbox: Outbox) {}

  /** The changes of an instance; completes at its exit. */
  of(cell: Cell): Observable<InstanceChange> {
    return new Observable((listener) => {
      if (cell.exit !== null) return listener.complete()
      this.watch(cell.live).observe(cell, listener)
      return () => this.leave(cell.live, (watch) => watch.leave(cell, listener))
    })
  }

  /** The changes of all instances of a class; completes when the class is removed or the system has stopped. */
  ofClass(live: LiveClass, isDirect: boolean): Observable<InstanceChange> {
    return new Observable((listener) => {
      if (live.isClosed) return listener.complete()
      const onlooker = { live, isDirect, listener }
      this.onlookers.add(onlooker)
      for (const each of isDirect ? [live] : live.descendants()) this.watch(each).observeAll(listener)
      return () => {
        this.onlookers.delete(onlooker)
        for (const each of this.watches.keys()) this.leave(each, (watch) => watch.leaveAll(listener))
      }
    })
  }

  /** A class has come, or been upgraded: those who observe what it inherits from observe it too. */
  welcome(live: LiveClass): void {
    for (const { live: observed, isDirect, listener } of this.onlookers) {
      if (!isDirect && live.lineage.includes(observed)) this.watch(live).observeAll(listener)
    }
  }

  /** A class is no more. */
  close(live: LiveClass): void {
    const ended = [...this.onlookers].filter((onlooker) => onlooker.live === live)
    this.watches.get(live)?.end()
    this.watches.delete(live)
    this.outbox.put(() => ended.forEach(({ listener }) => listener.complete()))
  }

  private watch(live: LiveClass): ClassWatch {
    let watch = this.watches.get(live)
    if (watch === undefined) this.watches.set(live, (watch = new ClassWatch(live, this.outbox)))
    return watch
  }

  private leave(live: LiveClass, remove: (watch: ClassWatch) => void): void {
    const watch = this.watches.get(live)
    if (watch === undefined) return
    remove(watch)
    if (watch.isNeeded) return
    watch.end()
    this.watches.delete(live)
  }
}
