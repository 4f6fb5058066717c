// Numbers for people: short, with their unit, and never more exact than anybody wants to know. Pure.

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Milliseconds in words: `0.4 ms`, `340 ms`, `2.1 s`, `3 min 5 s`, `2 h 3 min`, `5 d 2 h`. */
export function formatDuration(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`
  if (ms < second) return `${Math.round(ms)} ms`
  if (ms < minute) return `${Number((ms / second).toFixed(1))} s`
  if (ms < hour) return pair(ms, minute, 'min', second, 's')
  return ms < day ? pair(ms, hour, 'h', minute, 'min') : pair(ms, day, 'd', hour, 'h')
}

/** Bytes in words: `54 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${value < 10 && power > 0 ? Number(value.toFixed(1)) : Math.round(value)} ${units[power]}`
}

/** A whole number with commas: `12,345`. */
export function formatNumber(n: number): string {
  return n.toLocaleString('en-US')
}

/** A number of things: `1 instance`, `2 instances`. */
export function formatCount(n: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(n)} ${n === 1 ? noun : plural}`
}

function pair(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const whole = Math.floor(ms / large)
  const rest = Math.floor((ms % large) / small)
  return rest === 0 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`
}
