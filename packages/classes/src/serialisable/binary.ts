// Bytes in text: buffers, typed arrays and views, in base64 and in little-endian order whatever the machine. A view is written
// with the bytes that it sees, and no others: a Buffer often is a piece of a large pool that belongs to everybody.

import { endianness } from 'node:os'

const kinds = {
  ArrayBuffer: 1,
  Buffer: 1,
  DataView: 1,
  Uint8Array: 1,
  Uint8ClampedArray: 1,
  Int8Array: 1,
  Uint16Array: 2,
  Int16Array: 2,
  Float16Array: 2,
  Uint32Array: 4,
  Int32Array: 4,
  Float32Array: 4,
  Float64Array: 8,
  BigInt64Array: 8,
  BigUint64Array: 8,
} as const

type Kind = keyof typeof kinds

/** Whether it is a buffer, a typed array or a view that can be written. */
export function isBytes(value: object): value is ArrayBuffer | ArrayBufferView {
  const isView = ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer
  return (isView || value instanceof ArrayBuffer) && kindOf(value) in kinds
}

/** What it is, and its bytes. */
export function bytesOf(value: ArrayBuffer | ArrayBufferView): { readonly kind: string; readonly base64: string } {
  const kind = kindOf(value) as Kind
  const bytes = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength)
    : Buffer.from(value)
  return { kind, base64: inOrder(bytes, kinds[kind]).toString('base64') }
}

/** The value again; undefined when it cannot be. */
export function bytesFrom(kind: unknown, base64: unknown): object | undefined {
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind) || typeof base64 !== 'string') return undefined
  const width = kinds[kind as Kind]
  const read = Buffer.from(base64, 'base64')
  if (read.length % width !== 0 || read.toString('base64') !== base64) return undefined
  const bytes = inOrder(read, width)
  if (kind === 'Buffer') return Buffer.from(bytes)
  const buffer = new Uint8Array(bytes).buffer
  if (kind === 'ArrayBuffer') return buffer
  const make = (globalThis as unknown as Record<string, (new (buffer: ArrayBuffer) => object) | undefined>)[kind]
  return make === undefined ? undefined : new make(buffer)
}

function kindOf(value: object): string {
  return Buffer.isBuffer(value) ? 'Buffer' : Object.prototype.toString.call(value).slice(8, -1)
}

function inOrder(bytes: Buffer, width: number): Buffer {
  if (endianness() === 'LE' || width === 1) return bytes
  const copy = Buffer.from(bytes)
  return width === 2 ? copy.swap16() : width === 4 ? copy.swap32() : copy.swap64()
}
