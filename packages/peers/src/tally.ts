// Counts what was handled, and tells when all of it was. Shared by the instances of a JavaScript subject, all in one
// process and on one thread: one addition and one comparison a message, the same for each of them.

export class Tally {
  private left = 0
  private done: ((count: number) => void) | null = null
  private total = 0

  /** Resolves when `total` were counted. */
  expect(total: number): Promise<number> {
    this.total = this.left = total
    return new Promise((resolve) => (this.done = resolve))
  }

  readonly one = (): void => {
    this.left -= 1
    if (this.left === 0) this.done!(this.total)
    if (this.left < 0) throw new Error(`More was handled than sent: ${-this.left} above ${this.total}`)
  }
}

export const tally = new Tally()
