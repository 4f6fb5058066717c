// The arithmetic that both ends know, so that each can tell what the other should have.

/** What a member's words amount to, in their order: one that is lost, doubled or moved gives another number. */
export function linked(chain: number, at: number, word: number): number {
  return (Math.imul(chain, 31) + Math.imul(at, 7) + word) >>> 0
}

/** 1 + 2 + ... + n: what a worker is asked for. */
export function gauss(n: number): number {
  return (n * (n + 1)) / 2
}

/** What the desk asks for n pieces. */
export function tariffOf(n: number): number {
  return 7 * n + 3
}
