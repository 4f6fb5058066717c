import { expect, test } from 'vitest'
import { formatAddress, parseAddress } from '../../src/client/address.js'

test('a path is a socket, whatever it looks like', () => {
  for (const path of ['/run/instar/app.sock', 'app.sock', './a b.sock', 'c:/app.sock'])
    expect(parseAddress(path)).toEqual({ type: 'socket', path })
})

test('https has a host and a port, 443 where none is given', () => {
  expect(parseAddress('https://app.example:8443')).toEqual({ type: 'tls', host: 'app.example', port: 8443 })
  expect(parseAddress('https://app.example')).toEqual({ type: 'tls', host: 'app.example', port: 443 })
  expect(parseAddress('https://[::1]:9000/')).toEqual({ type: 'tls', host: '::1', port: 9000 })
  expect(formatAddress(parseAddress('https://app.example:8443'))).toBe('https://app.example:8443')
})

test.each([
  ['', 'empty'],
  ['http://app.example', 'only https'],
  ['ftp://app.example', 'only https'],
  ['https://', 'cannot be read'],
  ['https://app.example/v1', 'more to it'],
  ['https://me@app.example', 'more to it'],
])('%j is no address: %s', (control, problem) => {
  expect(() => parseAddress(control)).toThrow(expect.objectContaining({ code: 'bad-address' }))
  expect(() => parseAddress(control)).toThrow(problem)
})
