import { isInstarError } from '@instar/core'
import { describe, expect, test } from 'vitest'
import { formatContent, hashOf } from '../../src/release/content.js'
import type { Signature } from '../../src/release/release.js'
import { newKeys, signRelease } from '../../src/release/signing.js'
import { formatRelease, largestRelease, makeRelease, parseRelease } from '../../src/release/text.js'
import { classOf, manifestOf, releaseOf } from './samples.js'

const release = releaseOf()
const text = formatRelease(release)
const emptyMap = '{"version":3,"sources":[],"mappings":""}'
const body = text.slice(text.indexOf('\n') + 1)

/** A release text with the right hash, whatever its content and its header. */
function written(content: string | Uint8Array, header: Record<string, unknown> = {}): Buffer {
  const line = JSON.stringify({ format: 1, hash: hashOf(content), signatures: [], ...header })
  return Buffer.concat([Buffer.from(`instar-release ${line}\n`), Buffer.from(content as string)])
}

/** What a text is refused with: code, message, and the defects where there are several. */
function refusal(input: string | Uint8Array): { code: string; message: string; defects: unknown } {
  try {
    parseRelease(input, 'zoo.release')
  } catch (error) {
    if (!isInstarError(error)) throw error
    return { code: error.code, message: error.message, defects: error.facts['defects'] }
  }
  throw new Error('it was not refused')
}

describe('a release that is read', () => {
  test('is the one that was written, from text and from bytes', () => {
    expect(parseRelease(text, 'zoo.release')).toEqual(release)
    expect(parseRelease(new Uint8Array(Buffer.from(text)), 'zoo.release')).toEqual(release)
    expect(formatRelease(parseRelease(text, 'zoo.release'))).toBe(text)
  })

  test('keeps text of every kind: other scripts, line ends, zeros, halves of surrogate pairs', () => {
    const odd = 'ä\u2028\r\n\0\ud800"\\😀\ufeff'
    const original = makeRelease(manifestOf({ name: odd }), odd, '')
    expect(parseRelease(formatRelease(original), 'odd')).toEqual(original)
    expect(original.code).toBe(odd)
  })

  test('keeps its signatures in their order', () => {
    const signed = signRelease(signRelease(release, newKeys().privateKey), newKeys().privateKey)
    expect(parseRelease(formatRelease(signed), 'zoo.release')).toEqual(signed)
    expect(signed.signatures).toHaveLength(2)
  })

  test('is two lines: a header in JSON behind the word, and the content with the hash that the header says', () => {
    expect(text.startsWith(`instar-release {"format":1,"hash":"${hashOf(body)}","signatures":[]}\n{"manifest":`)).toBe(
      true,
    )
    expect(release.hash).toBe(hashOf(body))
  })
})

describe('making a release', () => {
  test('gives equal releases for equal content, and another hash for any difference', () => {
    expect(releaseOf()).toEqual(release)
    const others = [releaseOf({ name: 'zoo2' }), releaseOf({}, '0'), releaseOf({}, undefined, emptyMap)]
    expect(new Set([release, ...others].map(({ hash }) => hash)).size).toBe(4)
  })

  test('leaves out what is undefined, as the file does', () => {
    const made = releaseOf({ classes: [{ ...classOf('Cat'), description: undefined }] })
    expect(made).toEqual(releaseOf())
    expect(made.manifest.classes[0]).not.toHaveProperty('description')
  })

  test('refuses a manifest that could not be read again', () => {
    expect(() => releaseOf({ core: 'new' })).toThrow(
      'The manifest of the release zoo is not as it should be:\n  - manifest.core',
    )
  })
})

describe('what is refused, each with its reason', () => {
  test('an empty file', () => {
    expect(refusal('')).toMatchObject({
      code: 'empty-release',
      message: expect.stringContaining('zoo.release is empty.'),
    })
  })

  test.each(['{}', 'import x', '\u001f\u008b\b', 'instar-Release {}', ` ${text}`, `\ufeff${text}`])(
    'no release at all: %j',
    (input) => {
      expect(refusal(input)).toMatchObject({
        code: 'not-a-release',
        message: expect.stringContaining('does not begin with'),
      })
    },
  )

  test.each([1, 14, 15, 40, text.indexOf('\n')])('a release cut off in its first line, after %i bytes', (length) => {
    expect(refusal(text.slice(0, length))).toMatchObject({
      code: 'truncated-release',
      message: expect.stringContaining('its first line has no end'),
    })
  })

  test('a release cut off in its content, with how much there is', () => {
    expect(refusal(text.slice(0, -1)).code).toBe('truncated-release')
    expect(refusal(text.slice(0, -20)).message).toContain(`it breaks off after ${body.length - 20} bytes of content`)
    expect(refusal(text.slice(0, text.indexOf('\n') + 1)).message).toContain('only its first line is there')
  })

  test('a release cut off behind a quote and a brace that are inside of its code', () => {
    const quoting = formatRelease(releaseOf({}, 'f({ a: "b"})'))
    expect(refusal(quoting.slice(0, quoting.indexOf('b\\"}') + 4)).code).toBe('truncated-release')
  })

  test('an altered content, with both hashes', () => {
    const altered = text.replace('return 1', 'return 2')
    expect(refusal(altered)).toMatchObject({ code: 'altered-release' })
    expect(refusal(altered).message).toContain(`not ${release.hash}`)
    expect(refusal(`${text}\n`).code).toBe('truncated-release')
    expect(refusal(`${text}"}`).code).toBe('altered-release')
  })

  test('an altered hash', () => {
    expect(refusal(text.replace(release.hash, hashOf('other'))).code).toBe('altered-release')
  })

  test.each([
    ['no JSON', 'instar-release {"format":1\n', 'its first line is not JSON'],
    ['a list', 'instar-release []\n', 'in its first line'],
    ['nothing', 'instar-release null\n', 'in its first line'],
    ['a format of old', `instar-release {"format":0}\n`, 'in its first line, format'],
    [
      'a hash that is none',
      `instar-release {"format":1,"hash":"A","signatures":[]}\n`,
      'hash: is no SHA-256 in hexadecimal',
    ],
  ])('a header that is malformed: %s', (_, input, problem) => {
    expect(refusal(input)).toMatchObject({ code: 'malformed-release', message: expect.stringContaining(problem) })
  })

  test.each([
    ['a space', text.replace('{"format"', '{ "format"')],
    ['another order', text.replace(/\{"format":1,"hash":("\w+")/, '{"hash":$1,"format":1')],
    ['a property twice', text.replace('{"format":1', '{"format":1,"format":1')],
    ['a property named __proto__', text.replace('{"format":1', '{"__proto__":1,"format":1')],
    ['a carriage return', text.replace('\n', '\r\n')],
    ['another way to write a number', text.replace('"format":1', '"format":1.0')],
  ])('a header that says the same in other bytes: %s', (_, input) => {
    expect(refusal(input).code).toBe('malformed-release')
  })

  test('a newer format, whatever else it has', () => {
    expect(refusal(written(body, { format: 2 })).message).toContain(
      'zoo.release has the format 2; this instar reads the format 1.',
    )
    expect(refusal('instar-release {"format":7,"size":4}\nanything')).toMatchObject({
      code: 'newer-release',
      message: expect.stringContaining('Update @instar/control'),
    })
  })

  test.each([
    ['a space', body.replace('{"manifest"', '{ "manifest"')],
    ['another order', JSON.stringify({ code: release.code, manifest: release.manifest, map: release.map })],
    ['a property twice', body.replace('"name":"zoo"', '"name":"other","name":"zoo"')],
    ['a property named __proto__', body.replace('"name":"zoo"', '"name":"zoo","__proto__":null')],
    ['another escape', body.replace('"zoo"', '"\\u007aoo"')],
    ['no JSON', body.slice(0, -1)],
    ['nothing', ''],
    ['a mark of the byte order', `\ufeff${body}`],
  ])('a content with the right hash that JSON.stringify would not give: %s', (_, content) => {
    expect(['malformed-release', 'bad-manifest']).toContain(refusal(written(content)).code)
  })

  test('a content with the right hash that is not UTF-8', () => {
    const bytes = Buffer.from(body.replace('"zoo"', '"z\u0001o"'))
    bytes[bytes.indexOf(1)] = 0xff
    expect(refusal(written(bytes)).message).toContain('its content is not UTF-8')
  })

  test('a text that has no bytes of its own', () => {
    expect(refusal(written(body.replace('zoo', '\ufffd')).toString().replace('\ufffd', '\ud800')).code).toBe(
      'malformed-release',
    )
  })

  test('a manifest that is not as it should be, with all that is wrong with it', () => {
    const { name: _, ...unnamed } = manifestOf()
    const manifest = { ...unnamed, kind: 'other', classes: [{ ...classOf('Cat'), version: '1', line: 0 }], extra: 1 }
    const { code, defects, message } = refusal(written(JSON.stringify({ manifest, code: '', map: '' })))
    expect(code).toBe('bad-manifest')
    expect(defects).toHaveLength(5)
    for (const part of ['manifest.name', 'manifest.kind', 'manifest.classes[0].version', 'classes[0].line', '"extra"'])
      expect(message).toContain(part)
  })

  test.each([null, 7, [], 'text', {}, { manifest: {} }])('a content that has no manifest: %j', (content) => {
    expect(refusal(written(JSON.stringify(content))).code).toBe('bad-manifest')
  })

  test.each([
    '{}',
    '[]',
    'null',
    'map',
    ' ',
    '{"version":2,"sources":[],"mappings":""}',
    '{"version":3,"sources":[1],"mappings":""}',
  ])('a source map that is none: %j', (map) => {
    const { code, message } = refusal(written(JSON.stringify({ manifest: manifestOf(), code: '', map })))
    expect([code, message]).toEqual(['bad-manifest', expect.stringContaining('map: is no source map')])
  })

  test('a manifest with thousands of defects, in a message that can be read', () => {
    const classes = Array.from({ length: 5000 }, () => ({}))
    const content = JSON.stringify({ manifest: manifestOf({ classes: classes as never }), code: '', map: '' })
    expect(refusal(written(content)).message.length).toBeLessThan(20_000)
    expect(refusal(written(content)).message).toMatch(/and \d+ more/)
    const long = JSON.stringify({ manifest: { ['x'.repeat(1e6)]: 1 }, code: '', map: '' })
    expect(refusal(written(long)).message.length).toBeLessThan(20_000)
  })

  test('a content that is nested deeper than a stack', () => {
    const deep = '['.repeat(1e6) + ']'.repeat(1e6)
    expect(refusal(written(deep)).code).toBe('bad-manifest')
    expect(refusal(written(`{"manifest":${deep},"code":"","map":""}`)).code).toBe('bad-manifest')
    expect(refusal(`instar-release ${deep}\n`).code).toBe('malformed-release')
    expect(refusal(`instar-release {"format":1,"hash":"${release.hash}","signatures":${deep}}\n`).code).toBe(
      'malformed-signatures',
    )
  })

  test('more than a release may have', () => {
    expect(refusal(new Uint8Array(largestRelease + 1)).message).toContain(`it has ${largestRelease + 1} bytes`)
    expect(refusal('ä'.repeat(largestRelease / 2 + 1)).code).toBe('large-release')
    expect(refusal(new Uint8Array(largestRelease)).code).toBe('not-a-release')
  })
})

describe('signatures', () => {
  const { privateKey } = newKeys()
  const signed = signRelease(release, privateKey)
  const [own] = signed.signatures as [Signature]

  const refusalOf = (signatures: unknown) => refusal(written(body, { signatures }))

  test.each([
    ['no list', {}],
    ['a list of other things', [1]],
    ['a property too many', [{ ...own, at: 1 }]],
    ['a key of another length', [{ ...own, key: 'AAAA' }]],
    ['base64 with what nobody reads', [{ ...own, key: `${own.key} ` }]],
    ['a signature of another length', [{ ...own, signature: own.key }]],
    ['the same key twice', [own, own]],
    ['more than anybody needs', Array.from({ length: 65 }, () => own)],
  ])('that are malformed are refused: %s', (_, signatures) => {
    expect(refusalOf(signatures).code).toBe('malformed-signatures')
  })

  test('that do not verify are refused, even where none is demanded', () => {
    const stranger = newKeys().publicKey
    expect(refusalOf([{ ...own, key: stranger }])).toMatchObject({
      code: 'forged-signature',
      message: expect.stringContaining(`its signature by ${stranger} does not verify`),
    })
    const other = signRelease(releaseOf({ name: 'other' }), privateKey).signatures
    expect(refusalOf(other).code).toBe('forged-signature')
    expect(refusalOf([{ key: 'A'.repeat(43) + '=', signature: 'A'.repeat(86) + '==' }]).code).toBe('forged-signature')
  })

  test('are outside of the hash: a release is the same whoever has signed it', () => {
    expect(signed.hash).toBe(release.hash)
    expect(formatContent(signed)).toBe(formatContent(release))
  })
})
