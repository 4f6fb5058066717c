// A wait on the real clock: the soak is the one place of the project that goes by it.

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
