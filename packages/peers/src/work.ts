// What a subject does for a row: it prepares its instances, and then does the same work as often as it is asked to. Only
// `run` is timed. It answers how many things were handled, so that a subject that loses work is found out.

export interface Work {
  /** Does the work to its end. Resolves to how many were handled; in rows of kind `own`, to the figure itself. */
  run(): Promise<number | Measured>
  /** What can be done but once in a process, like the first upgrade. */
  readonly isOnce?: boolean
  /** Between two runs, untimed. */
  reset?(): unknown
  end?(): unknown
}

/** A figure with others that were taken at the same time. */
export interface Measured {
  readonly value: number
  readonly details: readonly Detail[]
}

export interface Detail {
  readonly name: string
  readonly unit: string
  readonly value: number
}

export type Prepare = (count: number) => Promise<Work>

/** The work that a subject can do, by the name of the row. What is not there, it cannot do. */
export type Works = Readonly<Partial<Record<string, Prepare>>>

export const ringSize = 1000
export const pairs = 1000
export const callers = 100
/** Oneways sent in one turn, before the sender waits for an answer that comes after them. */
export const burst = 1000
