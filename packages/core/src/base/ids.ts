// Process identifiers. A pid is a value, `<node.serial>`: it names an instance for ever, carries the node that the
// instance was born on, and is never used twice. Ancestor: Erlang's pids.

declare const pidBrand: unique symbol

/** The identity of an instance, printed as `<node.serial>`. */
export type Pid = `<${string}.${number}>` & { readonly [pidBrand]?: never }

export interface PidParts {
  readonly node: string
  readonly serial: number
}

/** Writes a pid. The node may hold any character but `.`, `<`, `>` and blanks. */
export function formatPid(node: string, serial: number): Pid {
  return `<${node}.${serial}>` as Pid
}

/** Reads a pid; `undefined` when the text is none. */
export function parsePid(text: string): PidParts | undefined {
  const match = /^<([^\s.<>]+)\.(\d+)>$/.exec(text)
  return match === null ? undefined : { node: match[1]!, serial: Number(match[2]) }
}

/** Whether a text may be the name of a node. */
export function isNodeName(text: string): boolean {
  return /^[^\s.<>]+$/.test(text)
}
