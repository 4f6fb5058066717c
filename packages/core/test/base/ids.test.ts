import { expect, test } from 'vitest'
import { formatPid, isNodeName, parsePid } from '../../src/base/ids.js'

test('a pid that was written is read as what it was written from', () => {
  for (const node of ['0', 'home', 'node-7', 'eu/west:1', 'ü', '7f3a']) {
    for (const serial of [0, 1, 42, 2 ** 40]) {
      expect(formatPid(node, serial)).toBe(`<${node}.${serial}>`)
      expect(parsePid(formatPid(node, serial))).toEqual({ node, serial })
    }
  }
})

test('what is no pid is read as nothing', () => {
  for (const text of [
    '',
    '0.1',
    '<0.1',
    '0.1>',
    '<0>',
    '<.1>',
    '<0.>',
    '<0.1.2>',
    '<a b.1>',
    '<0.x>',
    '<0.-1>',
    ' <0.1>',
  ]) {
    expect(parsePid(text), text).toBeUndefined()
  }
})

test('a name of a node is one that a pid can carry', () => {
  for (const name of ['0', 'home', 'eu/west:1', 'node-7', 'ü']) {
    expect(isNodeName(name)).toBe(true)
    expect(parsePid(formatPid(name, 1))?.node).toBe(name)
  }
  for (const name of ['', 'a.b', 'a b', '<a', 'a>', '\n']) expect(isNodeName(name)).toBe(false)
})
