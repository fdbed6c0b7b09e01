import { describe, expect, test } from 'vitest'
import { askedAudience } from './audience.ts'

describe('the audience is the origin that the client asked for', () => {
  test.each<[asked: string, original: string, strict: string]>([
    ['http://svc/x', 'http://svc', 'http://svc'],
    ['http://svc:80/x', 'http://svc:80', 'http://svc'],
    ['http://u:p@svc:81/x', 'http://svc:81', 'http://svc:81'],
    ['HTTP://LOCALHOST:19090/x', 'http://LOCALHOST:19090', 'http://localhost:19090'],
    ['https://svc:8443/x', 'https://svc:8443', 'https://svc:8443'],
    ['https://svc:443?x#y', 'https://svc:443', 'https://svc'],
    ['http://[::1]:8080/', 'http://[::1]:8080', 'http://[::1]:8080'],
    ['http://a@b@svc/', 'http://svc', 'http://svc'],
  ])('%s', (url, original, strict) => {
    expect(askedAudience('jwtproxy', { kind: 'absolute', url })).toBe(original)
    expect(askedAudience('strict', { kind: 'absolute', url })).toBe(strict)
  })

  test.each<[authority: string, original: string, strict: string]>([
    ['svc:443', 'https://svc:443', 'https://svc'],
    ['svc:8443', 'https://svc:8443', 'https://svc:8443'],
    ['SVC:8443', 'https://SVC:8443', 'https://svc:8443'],
    ['[::1]:443', 'https://[::1]:443', 'https://[::1]'],
  ])('CONNECT %s', (authority, original, strict) => {
    expect(askedAudience('jwtproxy', { kind: 'connect', authority })).toBe(original)
    expect(askedAudience('strict', { kind: 'connect', authority })).toBe(strict)
  })

  test.each([
    '/x',
    'ftp://svc/',
    'http:///x',
    'http://',
    'http:svc',
    String.raw`http://svc\@evil/`,
    'http://u@',
    'http://svc:port/',
    'http://a b/',
    'http://[::1/',
    '',
  ])('%j is no target', (url) => {
    for (const dialect of ['strict', 'jwtproxy'] as const) {
      expect(() => askedAudience(dialect, { kind: 'absolute', url })).toThrow(/^The target/)
    }
  })

  test.each(['svc', 'svc:', ':443', 'u@svc:443', 'svc:443/x', 'svc:99999999', 'svc:70000', '::1:443', 'a b:1', ''])(
    'CONNECT %j is none',
    (authority) => {
      for (const dialect of ['strict', 'jwtproxy'] as const) {
        expect(() => askedAudience(dialect, { kind: 'connect', authority })).toThrow(/^The target/)
      }
    },
  )
})
