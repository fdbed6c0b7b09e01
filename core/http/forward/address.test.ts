import { describe, expect, test } from 'vitest'
import { readAbsoluteTarget, withoutAuthority } from './absolute-target.ts'
import { pathBelow, readTarget } from './target.ts'

describe('a target in absolute form', () => {
  test.each([
    ['http://svc/x', 'http://svc', '/x'],
    ['http://svc', 'http://svc', '/'],
    ['http://svc?a=b', 'http://svc', '/?a=b'],
    ['http://svc:80/x', 'http://svc', '/x'],
    ['http://svc:/x', 'http://svc', '/x'],
    ['HTTPS://SVC:8443/X%2fy?%20', 'https://svc:8443', '/X%2fy?%20'],
    ['https://svc:443//a/../b', 'https://svc', '//a/../b'],
    ['http://user:secret@svc:81/x', 'http://svc:81', '/x'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080', '/'],
    ['http://[0:0:0:0:0:0:0:1]:81/@', 'http://[::1]:81', '/@'],
    ['http://a_b.c-d./', 'http://a_b.c-d.', '/'],
  ])('%s asks %s for %s', (target, origin, path) => {
    const read = readAbsoluteTarget(target)
    expect(read).toMatchObject({ origin, path })
    expect(`${read?.scheme}://${read?.authority}`).toBe(origin)
  })

  test('all of a server is asked by OPTIONS without a path', () => {
    expect(readAbsoluteTarget('http://svc', 'OPTIONS')).toMatchObject({ path: '*' })
    expect(readAbsoluteTarget('http://svc/', 'OPTIONS')).toMatchObject({ path: '/' })
  })

  test.each(['/x', '//svc/x', '*'])('%s is in origin form', (target) => {
    expect(readAbsoluteTarget(target)).toBeUndefined()
  })

  test.each([
    'ftp://svc/x',
    'svc:443',
    'http:/svc/x',
    'http:svc/x',
    'http:///x',
    'http://:80/x',
    'http://a@b@svc/x',
    'http://svc\\@evil/x',
    'http://svc#@evil/x',
    'http://svc/x#y',
    'http://svc%2eevil/x',
    'http://svc evil/x',
    'http://svc,evil/x',
    'http://svc:0/x',
    'http://svc:65536/x',
    'http://svc:8a/x',
    'http://svc:80:81/x',
    'http://[::1/x',
    'http://[::1%25eth0]/x',
    'http://[svc]/x',
    'http://2130706433/x',
    'http://0x7f.1/x',
    'http://127.1/x',
    'http://127.0.0.01/x',
    'http://1.2.3.4./x',
    'http://caf\xe9/x',
    'http://svc/\x00',
  ])('%j is refused', (target) => {
    expect(() => readAbsoluteTarget(target)).toThrow(expect.objectContaining({ type: 'invalid-input', status: 400 }))
  })
})

test.each([
  ['http://user:secret@svc/x?y', '/x?y'],
  ['http://user:secret@svc', '/'],
  ['user:secret@svc:443', 'svc:443'],
  ['svc:443', 'svc:443'],
  ['*', '*'],
  ['/a@b', '/a@b'],
  ['/', '/'],
])('%s is shown as %s, without a password', (target, shown) => {
  expect(withoutAuthority(target)).toBe(shown)
})

describe('where requests go', () => {
  test.each([
    ['http://svc', { protocol: 'http', hostname: 'svc', port: 80, authority: 'svc', basePath: '' }],
    ['https://SVC:8443/base/', { protocol: 'https', port: 8443, authority: 'svc:8443', basePath: '/base' }],
    ['http://[::1]:81/b?q=1', { hostname: '::1', authority: '[::1]:81', basePath: '/b', baseQuery: 'q=1' }],
    ['unix:/run/b.sock', { socketPath: '/run/b.sock', authority: 'localhost' }],
    ['unix:///run/b.sock', { socketPath: '/run/b.sock' }],
    ['\\\\.\\pipe\\b', { socketPath: '\\\\.\\pipe\\b' }],
    ['unix:\\\\.\\pipe\\b', { socketPath: '\\\\.\\pipe\\b' }],
  ])('%s', (address, expected) => {
    expect(readTarget(address)).toMatchObject(expected)
  })

  test.each(['svc:80', 'http://user:secret@svc', 'unix:', `unix:/${'x'.repeat(110)}`, 'http://a b', 'http://svc/#x'])(
    '%s is refused, and not repeated',
    (address) => {
      expect(() => readTarget(address)).toThrow(TypeError)
      expect(() => readTarget(address)).not.toThrow(/secret|svc/)
    },
  )

  test.each([
    ['http://svc', '/a%2Fb//../c?x=%20', '/a%2Fb//../c?x=%20'],
    ['http://svc/', '/x', '/x'],
    ['http://svc/base', '/a%2Fb', '/base/a%2Fb'],
    ['http://svc/base/', '/', '/base/'],
    ['http://svc/base', '//x', '/base//x'],
    ['http://svc/base?k=1', '/x', '/base/x?k=1'],
    ['http://svc/base?k=1', '/x?y=?', '/base/x?k=1&y=?'],
    ['http://svc/base?k=1', '*', '*'],
  ])('%s, asked for %s: %s', (address, path, expected) => {
    expect(pathBelow(readTarget(address), path)).toBe(expected)
  })
})
