// What was done when, one moment for each tick, for the picture; and what was not as it must be, for the report.

export interface Moment {
  /** Seconds since the start. */
  readonly at: number
  readonly scenario: string
  readonly isFault: boolean
  /** The longest pause in it, in milliseconds. */
  readonly pauseMs: number
}

/** Something that must not be. */
export interface Violation {
  readonly second: number
  readonly scenario: string
  readonly what: string
}

const mostKept = 100

export class Timeline {
  readonly moments: Moment[] = []
  readonly violations: Violation[] = []
  /** How many there were, kept or not. */
  violationCount = 0
  /** What is being done. */
  scenario = 'start'
  private readonly start = performance.now()

  /** Seconds since the start. */
  now(): number {
    return (performance.now() - this.start) / 1000
  }

  readonly complain = (what: string): void => {
    this.violationCount += 1
    if (this.violations.length >= mostKept) return
    this.violations.push({ second: Math.round(this.now() * 10) / 10, scenario: this.scenario, what })
  }
}
