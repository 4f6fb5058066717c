// The lines that come in. To wait for one and to take one are two things: a loop may be ended while it waits, by an upgrade
// or a stop, and a wait that is given up must not take a line with it.

export class Lines {
  private readonly waiting: string[] = []
  private isOver = false
  private arrival: Promise<boolean> | null = null
  private arrive: (isThere: boolean) => void = () => {}

  /** Whether there is no line to take. */
  get isEmpty(): boolean {
    return this.waiting.length === 0
  }

  /** A line comes in. */
  say(line: string): void {
    this.waiting.push(line)
    this.tell(true)
  }

  /** No more lines will come. */
  end(): void {
    this.isOver = true
    this.tell(false)
  }

  /** Settles with true as soon as there is a line to take, with false when none will come any more. */
  ready(): Promise<boolean> {
    if (!this.isEmpty) return Promise.resolve(true)
    if (this.isOver) return Promise.resolve(false)
    return (this.arrival ??= new Promise((resolve) => (this.arrive = resolve)))
  }

  /** Takes the line that came first. */
  take(): string {
    const line = this.waiting.shift()
    if (line === undefined) throw new Error('there is no line to take')
    return line
  }

  private tell(isThere: boolean): void {
    this.arrival = null
    this.arrive(isThere)
  }
}
