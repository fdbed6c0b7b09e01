import type { IncomingMessage } from 'node:http'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { isSamePlace, isVisit, localOnly } from './local.ts'
import { isLoopback } from './loopback.ts'
import { Problem } from './problem.ts'

test.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])(
  '%s is an address of this machine alone',
  (address) => {
    expect(isLoopback(address)).toBe(true)
  },
)

test.each([
  '10.0.0.7',
  '::ffff:10.0.0.7',
  '128.0.0.1',
  '::2',
  '0.0.0.0',
  'localhost',
  '127.0.0.1.evil.test',
  '',
  undefined,
])('%s is none', (address) => expect(isLoopback(address)).toBe(false))

/** As much of a request as is looked at. */
function requestOf(
  headers: Record<string, string | undefined>,
  remoteAddress = '127.0.0.1',
  url = '/',
  httpVersion = '1.1',
): express.Request & IncomingMessage {
  const given = Object.entries({ host: 'localhost:3000', ...headers }).filter(([, value]) => value !== undefined)
  const all = { headers: Object.fromEntries(given), rawHeaders: given.flat() }
  return { url, httpVersion, ...all, socket: { remoteAddress } } as unknown as express.Request & IncomingMessage // all that is used of it
}

function isLet(...request: Parameters<typeof requestOf>): boolean {
  try {
    void localOnly(requestOf(...request), {} as express.Response, () => {})
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(Problem)
    return false
  }
}

/** Of nginx, Apache, HAProxy, Envoy, Traefik, Cloudflare, Akamai, Fastly, Fly, Azure, App Engine and IIS. */
const FORWARDING = `
  via forwarded x-forwarded-for x-forwarded-host x-forwarded-proto
  x-forwarded-server x-forwarded-client-cert x-forwarded-prefix x-real-ip x-client-ip
  client-ip x-cluster-client-ip cf-connecting-ip cdn-loop true-client-ip
  fastly-client-ip fly-client-ip x-azure-clientip x-azure-socketip x-appengine-user-ip
  x-original-host x-original-url x-original-forwarded-for x-envoy-external-address x-envoy-original-path
  x-proxyuser-ip x-remote-addr x-remote-ip
`
  .trim()
  .split(/\s+/)

describe('a program of this machine', () => {
  test.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST'])('may ask %s', (host) => {
    expect(isLet({ host, 'user-agent': 'curl' })).toBe(true)
  })

  test.each<[string, Record<string, string | undefined>, string?, string?]>([
    ['who names nobody, as HTTP/1.0 allows', { host: undefined }],
    ['who names another in the target', {}, '127.0.0.1', 'http://issuer.test/'],
    ['another machine', {}, '10.0.0.7'],
    ['a name that is not of this machine', { host: 'issuer.test:3000' }],
    ['a name that ends like one', { host: 'evil.localhost.test' }],
    ['a proxy of this machine', { 'x-forwarded-for': '10.0.0.7' }],
    ['a proxy that follows the standard', { forwarded: 'for=10.0.0.7' }],
    ['a page of another origin', { origin: 'https://evil.test' }],
    ['a page of the same origin', { origin: 'http://localhost:3000' }],
    ['a browser', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    ['a link', { referer: 'https://evil.test/' }],
  ])('is not %s', (_who, headers, address, url) => {
    expect(isLet(headers, address, url)).toBe(false)
  })

  test.each(['1.0', '0.9', '2.0'])('does not speak HTTP/%s', (version) => {
    expect(isLet({}, '127.0.0.1', '/', version)).toBe(false)
  })

  test.each(FORWARDING)('sends no %s', (name) => expect(isLet({ [name]: '127.0.0.1' })).toBe(false))

  test('may send what no proxy adds', () => {
    const headers = { accept: '*/*', authorization: 'Bearer x', traceparent: '00-1-2-00', 'x-request-id': '7' }
    expect(isLet({ ...headers, 'content-type': 'application/json', 'x-jwt-sandbox-alone': '1', dip: '1' })).toBe(true)
  })
})

test.each<[string, Record<string, string>, string?]>([
  ['another machine asks', {}, '10.0.0.7'],
  ['a proxy of this machine asks for somebody', { 'x-forwarded-for': '10.0.0.7' }],
  ['a browser follows a link', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ['a browser goes to an address that was typed', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
  ['an older browser follows a link', { referer: 'https://evil.test/' }],
  ['a page asks', { origin: 'http://localhost:3000' }],
])('it is a visit where %s', (_how, headers, address) => expect(isVisit(requestOf(headers, address))).toBe(true))

test('it is none where a program of this machine asks, as curl and fetch do', () => {
  expect(isVisit(requestOf({ 'user-agent': 'curl/8.5.0', accept: '*/*' }))).toBe(false)
  expect(isVisit(requestOf({ 'user-agent': 'node', 'sec-fetch-mode': 'cors' }))).toBe(false)
})

test.each([
  ['http://localhost:3000', 'http://127.0.0.1:3000/verify', true],
  ['http://[::1]:3000', 'http://localhost:3000', true],
  ['https://b.example:3443/a', 'https://b.example:3443/b', true],
  ['http://localhost:3000', 'http://localhost:3001', false],
  ['http://localhost:3000', 'https://localhost:3000', false],
  ['http://localhost:3000', 'http://b.example:3000', false],
])('%s and %s: one listener? %s', (one, other, isOne) => {
  expect(isSamePlace(new URL(one), new URL(other))).toBe(isOne)
  expect(isSamePlace(new URL(other), new URL(one))).toBe(isOne)
})
