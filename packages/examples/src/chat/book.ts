// What one member of a room has heard of the others, who number their lines from 1 on. Whoever joins before the first line has
// to hear every number of everybody once, in order.

export class Book {
  /** Lines that came in their turn, or after a gap. */
  heard = 0
  /** Lines that came again, or too late. */
  doubled = 0
  private skipped = 0
  private readonly last = new Map<string, number>()

  /** A line has come. */
  enter(who: string, number: number): void {
    const last = this.lastOf(who)
    if (number <= last) {
      this.doubled += 1
      return
    }
    this.heard += 1
    this.skipped += number - last - 1
    this.last.set(who, number)
  }

  /** Lines that did not come, when everybody has said that many. */
  lost(said: ReadonlyMap<string, number>): number {
    return [...said].reduce((sum, [who, count]) => sum + Math.max(0, count - this.lastOf(who)), this.skipped)
  }

  private lastOf(who: string): number {
    return this.last.get(who) ?? 0
  }
}
