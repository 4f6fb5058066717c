// Watches the event loop: it takes a turn again and again, and remembers how long it was kept from the next one.

/** A time between two turns of the loop, in milliseconds of `performance.now()`. */
export interface Block {
  readonly start: number
  readonly ms: number
}

export class LoopWatch {
  private readonly blocks: Block[] = []
  private last = performance.now()
  private onEnd: ((blocks: readonly Block[]) => void) | null = null

  constructor() {
    setImmediate(this.turn)
  }

  /** Watches until the end of the present turn. */
  end(): Promise<readonly Block[]> {
    return new Promise((resolve) => (this.onEnd = resolve))
  }

  private readonly turn = (): void => {
    const now = performance.now()
    this.blocks.push({ start: this.last, ms: now - this.last })
    this.last = now
    if (this.onEnd === null) setImmediate(this.turn)
    else this.onEnd(this.blocks)
  }
}
