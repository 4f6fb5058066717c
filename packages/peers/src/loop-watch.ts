// Watches the event loop: it takes a turn again and again, and remembers the longest time from one to the next.

export class LoopWatch {
  private last = performance.now()
  private longest = 0
  private onEnd: ((longest: number) => void) | null = null

  constructor() {
    setImmediate(this.turn)
  }

  /** Watches until the end of the present turn, and resolves to the longest block in milliseconds. */
  end(): Promise<number> {
    return new Promise((resolve) => (this.onEnd = resolve))
  }

  private readonly turn = (): void => {
    const now = performance.now()
    this.longest = Math.max(this.longest, now - this.last)
    this.last = now
    if (this.onEnd === null) setImmediate(this.turn)
    else this.onEnd(this.longest)
  }
}
