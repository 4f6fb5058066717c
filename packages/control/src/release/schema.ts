// What a release file has to look like, as schemas: its content with the manifest, and the header before it. Unknown
// properties are refused: another format would carry another number.

import { z } from 'zod'
import type { Manifest } from './manifest.js'

/** The format of release files that is written and read here. */
export const releaseFormat = 1

/** Each signature is verified, which takes time; nobody needs more of them. */
export const mostSignatures = 64

const text = z.string().min(1)
const line = z.int().positive()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hexadecimal')
const classHash = z.string().regex(/^[0-9a-f]{16,64}$/, 'is no hash in hexadecimal')
const version = z
  .string()
  .regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$/, 'is no version such as 1.0.0')

const attribute = z.strictObject({
  name: text,
  type: z.string().nullable(),
  hasInitial: z.boolean(),
  description: z.string().optional(),
})

const method = z.strictObject({
  name: text,
  kind: z.enum(['request', 'oneway', 'static']),
  isConst: z.boolean(),
  signature: z.string().nullable(),
})

const releaseClass = z.strictObject({
  name: text,
  version,
  description: z.string().optional(),
  superclass: text.nullable(),
  traits: z.array(text),
  lineage: z.array(text),
  attributes: z.array(attribute),
  methods: z.array(method),
  migrations: z.array(version),
  hash: classHash,
  file: text,
  line,
})

export const manifestSchema = z.strictObject({
  name: text,
  kind: z.enum(['classes', 'script']),
  core: version,
  classes: z.array(releaseClass),
  packages: z.array(text),
  sources: z.array(z.strictObject({ file: text, hash: sha256 })),
}) satisfies z.ZodType<Manifest>

const plainMap = z.looseObject({
  version: z.literal(3),
  sources: z.array(z.string().nullable()),
  mappings: z.string(),
})

const position = z.looseObject({ line: z.int().nonnegative(), column: z.int().nonnegative() })

/** A map as a whole, or by sections, one for each module. */
const sourceMap = z.union([
  plainMap,
  z.looseObject({ version: z.literal(3), sections: z.array(z.looseObject({ offset: position, map: plainMap })) }),
])

export const contentSchema = z.strictObject({
  manifest: manifestSchema,
  code: z.string(),
  map: z.string().refine((text) => text === '' || isSourceMap(text), 'is no source map'),
})

export const headerSchema = z.strictObject({ format: z.literal(releaseFormat), hash: sha256, signatures: z.unknown() })

export const signaturesSchema = z
  .array(z.strictObject({ key: base64Of(32, 'an ed25519 key'), signature: base64Of(64, 'an ed25519 signature') }))
  .max(mostSignatures)
  .refine((list) => new Set(list.map(({ key }) => key)).size === list.length, 'two signatures are by the same key')

/** Base64 in the one way in which it is written: with padding, and without bits that nobody reads. */
function base64Of(length: number, what: string): z.ZodType<string> {
  return z.string().refine((text) => isBase64Of(length, text), `is not the base64 of ${what} (${length} bytes)`)
}

export function isBase64Of(length: number, text: string): boolean {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === length && bytes.toString('base64') === text
}

/** A map is read when it is needed, as late as in a stack trace: nothing may be wrong with it then. */
function isSourceMap(text: string): boolean {
  try {
    return sourceMap.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}
