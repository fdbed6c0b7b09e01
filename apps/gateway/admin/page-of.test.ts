import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { credentialRoutes } from '../plugin/credential-routes.ts'
import { createCredentials, type KeptCredential } from '../plugin/credentials.ts'
import type { AdminCall } from './admin.ts'
import { createConsumers } from './consumers.ts'

const JOHN = { id: 'john' }

/** The credentials of a consumer, as they come in pages. */
function openCredentials() {
  const credentials = createCredentials(manualClock(0), { warn: () => {} })
  const routes = credentialRoutes(createConsumers([JOHN]), credentials)
  const page = async (path: string) => {
    const { pathname, searchParams: query } = new URL(path, 'http://gateway')
    const call = { names: [JOHN.id], query, fields: {} } as Partial<AdminCall> as AdminCall // lists look at nothing else
    const route = pathname === '/jwts' ? 'GET /jwts' : 'GET /consumers/{consumer}/jwt'
    const { body } = (await routes[route]?.(call)) ?? { body: '' }
    const { data, next } = JSON.parse(String(body)) as { data: { key: string }[]; next: string | null }
    return { keys: data.map(({ key }) => key), next, length: String(body).length }
  }
  const put = (key: string, secret = 's') => credentials.put(JOHN.id, { key, secret, algorithm: 'HS256' })
  return { credentials, page, put }
}

test.each(['/jwts?size=3', '/consumers/john/jwt?size=3'])(
  '%s: whatever comes, goes or changes between two pages, nobody else is left out or comes twice',
  async (begin) => {
    const { credentials, page, put } = openCredentials()
    for (let at = 0; at < 12; at++) put(`key-${at}`)
    const found: string[] = []
    let turn = 0
    for (let path: string | null = begin; path !== null;) {
      const { keys, next } = await page(path)
      found.push(...keys)
      path = next
      const gone = credentials.find(`key-${turn++}`) as KeptCredential // twelve were made
      credentials.delete(gone)
      const changed = credentials.find(`key-${11 - turn}`)
      if (changed) credentials.put(JOHN.id, { ...changed, tags: ['changed'] }, changed)
    }
    expect(found).toEqual(Array.from({ length: 12 }, (_, at) => `key-${at}`))
  },
)

test('a place in a list that became shorter is still one: it is the end', async () => {
  const { credentials, page, put } = openCredentials()
  for (let at = 0; at < 4; at++) put(`key-${at}`)
  const { next } = await page('/jwts?size=3')
  for (const each of credentials.all()) credentials.delete(each)
  expect(await page(next ?? '')).toMatchObject({ keys: [], next: null })
})

test('a page is as long as one who reads slowly may keep, however many are asked for, and all come', async () => {
  const { page, put } = openCredentials()
  for (let at = 0; at < 100; at++) put(`key-${at}`, 's'.repeat(9000))
  const found: string[] = []
  for (let path: string | null = '/jwts?size=1000'; path !== null;) {
    const { keys, next, length } = await page(path)
    expect(length).toBeLessThan(260_000)
    found.push(...keys)
    path = next
  }
  expect(found).toHaveLength(100)
})

test('what all credentials take has a bound in bytes, also where one grows, and what goes makes room', () => {
  const { credentials, put } = openCredentials()
  const most = 's'.repeat(10_000)
  let made = 0
  while (made < 10_000 && put(`key-${made}`, most) !== 'full') made++
  expect(made).toBeLessThan(1000)
  const one = credentials.find('key-0') as KeptCredential // the first of them
  const small = { key: 'key-0', secret: 's', algorithm: 'HS256' } as const
  const shrunk = credentials.put(JOHN.id, small, one) as KeptCredential // it takes less
  expect(put('another', most)).not.toBe('full')
  expect(credentials.put(JOHN.id, { ...small, secret: most }, shrunk)).toBe('full')
  for (const each of credentials.all()) {
    credentials.delete(each)
    credentials.delete(each)
  }
  let again = 0
  while (again < 10_000 && put(`key-${again}`, most) !== 'full') again++
  expect(again).toBe(made)
})
