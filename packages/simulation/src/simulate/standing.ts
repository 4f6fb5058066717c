// What runs: the versions of the classes of the zoo, as they have to be by what upgrades have reported. A set is exchanged whole
// and at once, and only by an upgrade that says so.

import type { SystemEvent } from '@instar/core'

/** Versions by class. */
export type Versions = Readonly<Record<string, string>>

export class Standing {
  /** What runs, as it was at the last look. */
  now: Versions
  /** What ran when the present upgrade began. */
  private before: Versions
  /** What has run since the present upgrade has exchanged its set; null before. */
  private after: Versions | null = null
  /** What the upgrades that have been asked for were to bring, by their number. */
  private readonly wanted: (Versions | null)[] = []

  constructor(
    private readonly read: () => Versions,
    private readonly blame: (invariant: string, detail: string) => void,
  ) {
    this.before = this.now = read()
  }

  /** An upgrade is asked for, or, with null, a rollback. */
  ask(wanted: Versions | null): void {
    this.wanted.push(wanted)
  }

  hear(event: SystemEvent): void {
    if (event.type === 'upgrade-ended') this.judge(event)
  }

  /** After a step: nothing but the present upgrade changes what runs, and that all at once. */
  look(): void {
    const now = (this.now = this.read())
    if (areEqual(now, this.after ?? this.before)) return
    if (this.after !== null) this.blame('a set is exchanged at once', difference(this.after, now))
    this.after = now
  }

  private judge({ outcome, classes, run }: Extract<SystemEvent, { type: 'upgrade-ended' }>): void {
    this.look()
    const { now } = this
    const told = { ...this.before, ...Object.fromEntries(classes.map(({ class: name, to }) => [name, to])) }
    if (!areEqual(now, told)) this.blame('what runs is what was reported', `${outcome}: ${difference(told, now)}`)
    const wanted = { ...now, ...this.wanted[run - 1] }
    if ((outcome === 'committed' || outcome === 'unchanged') && !areEqual(now, wanted))
      this.blame('a committed upgrade brings what it was asked for', difference(wanted, now))
    this.before = now
    this.after = null
  }
}

function areEqual(one: Versions, other: Versions): boolean {
  return Object.keys(one).every((name) => one[name] === other[name])
}

function difference(expected: Versions, found: Versions): string {
  const names = Object.keys(expected).filter((name) => expected[name] !== found[name])
  return names.map((name) => `${name} is ${found[name]}, not ${expected[name]}`).join(', ')
}
