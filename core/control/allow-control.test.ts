import { TLSSocket } from 'node:tls'
import type { Request, Response } from 'express'
import { describe, expect, test } from 'vitest'
import { Problem } from '../http/problem.ts'
import { secretSign, TOKEN_SIGN } from '../http/same-secret.ts'
import { allowControl, type ControlAccess } from './allow-control.ts'

const TOKEN = 'a-token-of-sixteen-characters'

interface Asker {
  address?: string
  headers?: Record<string, string | undefined>
  isTls?: boolean
  url?: string
  httpVersion?: string
}

/** @returns undefined when it is let, or the type of the problem and its challenge */
function ask(
  access: ControlAccess,
  { address = '127.0.0.1', headers = {}, isTls = false, url = '/control', httpVersion = '1.1' }: Asker,
): string | undefined {
  const all = Object.fromEntries(
    Object.entries({ host: 'localhost:5555', ...headers }).filter(([, value]) => value !== undefined),
  )
  const socket = Object.create(isTls ? TLSSocket.prototype : {}, { remoteAddress: { value: address } })
  const request = { headers: all, rawHeaders: Object.entries(all).flat(), socket, url, httpVersion }
  const response = { setHeader: () => {} } as unknown as Response // no more of it is looked at
  let isLet = false
  try {
    void allowControl(access)(request as Request, response, () => (isLet = true))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [error.type, error.headers['www-authenticate'] ?? ''].join(' ').trim()
  }
  return isLet ? undefined : 'nobody answers'
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

const ELSEWHERE: [string, Asker][] = [
  ['another machine', { address: '10.0.0.7' }],
  ['another machine, by IPv6', { address: '2001:db8::7' }],
  ['nobody knows whom', { address: '' }],
  ['another name', { headers: { host: 'issuer.test' } }],
  ['an address of the network', { headers: { host: '10.0.0.1:5555' } }],
  ['nobody by name, as in HTTP/1.0', { headers: { host: undefined } }],
  ['a proxy that speaks HTTP/1.0', { httpVersion: '1.0' }],
  ['another name in the target', { url: 'http://issuer.test/control' }],
  ['the TLS port', { isTls: true }],
  ['a proxy', { headers: { 'x-forwarded-for': '127.0.0.1' } }],
  ['a proxy by the standard', { headers: { forwarded: 'for=127.0.0.1' } }],
  ['a proxy of another kind', { headers: { via: '1.1 proxy' } }],
  ['a proxy of a cloud', { headers: { 'cf-connecting-ip': '127.0.0.1' } }],
]

const HERE: [string, Asker][] = [
  ['a program of this machine', {}],
  ['one that calls it by number', { headers: { host: '127.0.0.1:5555' } }],
  ['one that calls it by IPv6', { address: '::1', headers: { host: '[::1]:5555' } }],
  ['a mapped address', { address: '::ffff:127.0.0.1' }],
  ['a page of this process', { headers: { origin: 'http://localhost:5555', referer: 'http://localhost:5555/' } }],
]

const PAGES: [string, Asker][] = [
  ['a page of another origin', { headers: { origin: 'https://app.example' } }],
  ['a page of no origin', { headers: { origin: 'null' } }],
  ['a page of another port', { headers: { origin: 'http://localhost:3000' } }],
  ['a page, as the browser says', { headers: { 'sec-fetch-site': 'same-site' } }],
]

describe('without a token', () => {
  const access = { isOn: true, token: undefined }
  test.each(HERE)('%s may', (_who, asker) => expect(ask(access, asker)).toBeUndefined())
  test.each(ELSEWHERE)('%s may not', (_who, asker) => expect(ask(access, asker)).toBe('local-only'))
  test.each(PAGES)('%s may not', (_who, asker) => expect(ask(access, asker)).toBe('foreign-origin'))
  test('a token that nobody wants says nothing', () => {
    expect(ask(access, { headers: bearer(TOKEN) })).toBeUndefined()
    expect(ask(access, { headers: bearer(TOKEN), address: '10.0.0.7' })).toBe('local-only')
  })
})

describe('with a token', () => {
  const access = { isOn: true, token: TOKEN }
  test.each(HERE)('%s may without', (_who, asker) => expect(ask(access, asker)).toBeUndefined())
  test.each(ELSEWHERE)('%s may with it', (_who, asker) => {
    expect(ask(access, { ...asker, headers: { ...asker.headers, ...bearer(TOKEN) } })).toBeUndefined()
  })
  test.each(PAGES)('%s may not without, though it is on this machine', (_who, asker) => {
    expect(ask(access, asker)).toBe('foreign-origin')
    expect(ask(access, { ...asker, headers: { ...asker.headers, ...bearer(TOKEN) } })).toBeUndefined()
  })
  test.each(ELSEWHERE)('%s is asked for it', (_who, asker) => {
    expect(ask(access, asker)).toBe('control-token Bearer realm="control"')
  })
  test.each([`${TOKEN}x`, TOKEN.slice(1), TOKEN.toUpperCase(), 'x', 'undefined'])(
    '%j is none of it, from anywhere',
    (wrong) => {
      for (const address of ['127.0.0.1', '10.0.0.7'])
        expect(ask(access, { address, headers: bearer(wrong) })).toBe(
          'control-token Bearer realm="control", error="invalid_token"',
        )
    },
  )
  test.each(['', ' ', 'Bearer', 'Bearer '])('an empty one (%j) is no token', (authorization) => {
    expect(ask(access, { headers: { authorization }, address: '10.0.0.7' })).toBe(
      'control-token Bearer realm="control"',
    )
  })
})

describe('where it is off', () => {
  test.each([...HERE, ...ELSEWHERE, ...PAGES])('%s finds nothing, token or not', (_who, asker) => {
    const access = { isOn: false, token: TOKEN }
    expect(ask(access, asker)).toBe('not-found')
    expect(ask(access, { ...asker, headers: { ...asker.headers, ...bearer(TOKEN) } })).toBe('not-found')
  })
})

const means = (token: string) => ({ headers: { [TOKEN_SIGN]: secretSign(token) } })

test('a program of this machine may say which token it means, and is told that it is another one', () => {
  const access = { isOn: true, token: TOKEN }
  expect(ask(access, means(TOKEN))).toBeUndefined()
  expect(ask(access, means(`${TOKEN}x`))).toMatch(/^control-token Bearer .*invalid_token/)
  expect(ask({ isOn: true, token: undefined }, means(TOKEN))).toBeUndefined() // where none is wanted
  expect(ask(access, { ...means(TOKEN), address: '10.0.0.7' })).toMatch(/^control-token/) // it opens nothing
})
