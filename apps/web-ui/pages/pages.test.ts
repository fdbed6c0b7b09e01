import { expect, onTestFinished, test } from 'vitest'
import { pageBehindGateway, signedAccess, signedId } from '../login/login.fixture.ts'
import { shownPicture } from './picture.ts'

const html = { accept: 'text/html' }
const PATHS = ['/', '/profile', '/dashboard'] as const

async function openPages(...settings: Parameters<typeof pageBehindGateway>) {
  const page = await pageBehindGateway(...settings)
  onTestFinished(page.close)
  const pageFor = async (
    claims: Record<string, unknown> | undefined,
    path: string,
    further: Record<string, string> = {},
  ) => {
    const tokens = claims && { jwt: await signedId(claims), my_access_token: await signedAccess() }
    const answer = await page.ask({ ...html, ...tokens, ...further }, path)
    return { headers: answer.headers, status: answer.status, text: await answer.text() }
  }
  return { ...page, pageFor }
}

test('each page is one for whoever has logged in, and one for whoever has not', async () => {
  const { pageFor } = await openPages()
  const texts = async (claims?: Record<string, unknown>) =>
    Promise.all(PATHS.map(async (path) => (await pageFor(claims, path)).text))
  const [start, profile, dashboard] = await texts({})
  expect(start).toContain('Hello, Mary Writer')
  expect(start).toContain('href="/logout"')
  expect(profile).toContain('src="https://login.test/mary.png"')
  expect(profile).toContain('17 checks')
  expect(dashboard).toContain('The access token goes on to each backend, as Authorization: Bearer.')
  const [out, nobody, nothing] = await texts()
  expect(out).toContain('You are not logged in')
  expect(out).toContain('200 answered')
  expect(nobody).toContain('Nobody has logged in.')
  expect(nothing).toContain('No token goes along: none came along.')
  for (const text of [out, nobody, nothing]) expect(text).not.toContain('Mary')
})

test('a page has no script, loads its own style and one picture, and stands in no frame', async () => {
  const { pageFor } = await openPages()
  for (const path of PATHS) {
    const { headers, text } = await pageFor({}, path)
    expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' https://login.test; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    )
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
  }
})

test('what a page loads is there, and nothing else is', async () => {
  const { ask, pageFor } = await openPages()
  const { text } = await pageFor(undefined, '/')
  const addresses = [...text.matchAll(/<link [^>]*href="([^"]+)"/g)].map(([, address = '']) => address)
  expect(addresses).toHaveLength(2)
  for (const address of addresses) {
    const { status, headers } = await ask({}, address)
    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
  }
  for (const path of [
    '/assets/',
    '/assets/../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/__proto__',
    '/elsewhere',
    '//',
  ])
    expect((await ask(html, path)).status, path).toBe(404)
  expect((await ask(html, '/', { method: 'POST' })).status).toBe(405)
  expect((await ask(html, '/', { method: 'HEAD' })).status).toBe(200)
})

const HOSTILE = {
  name: '<img src=x onerror=alert(1)>"\'</title><script>alert(1)</script>',
  nickname: 'admin\u202Egnp.exe\u200B',
  sub: `${'x'.repeat(3000)}<b>`,
  'a<script>': ['</pre><script>', { deep: '<i>' }],
}

test('claims are text, however they are written', async () => {
  const { pageFor } = await openPages()
  for (const path of PATHS) {
    const { text } = await pageFor(HOSTILE, path, { 'x-name': '<script>alert(2)</script>' })
    expect(text).not.toMatch(/<script|<img src=x|<b>|<i>|\u202E|\u200B/)
    expect(text).toContain('&lt;img src=x')
  }
  const { text } = await pageFor(HOSTILE, '/profile')
  expect(text).toContain('U+202E')
})

test('headers without a token are shown as what they are', async () => {
  const { pageFor } = await openPages()
  const { text } = await pageFor(undefined, '/', { 'x-name': 'Admin', 'x-picture': 'https://evil.test/x.png' })
  expect(text).toContain('Headers say who you are, but no ID token proves it.')
  expect(text).toContain('nothing proves it')
  expect(text).not.toContain('<img')
  expect(text).not.toContain('Hello, Admin')
})

test.each([
  'javascript:alert(1)',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'http://elsewhere.test/a.png',
  '//elsewhere.test/a.png',
  'https://a:b@elsewhere.test/',
  'https://x;script-src%20*/a.png',
  'https://x;default-src/a.png',
  'https://*/a.png',
  'https://x,y/a.png',
  "https://x'self'/a.png",
  `https://elsewhere.test/${'x'.repeat(3000)}`,
  'blob:https://login.test/1',
  '',
  7,
  null,
  ['https://elsewhere.test/a.png'],
])('a picture at %j is none', async (picture) => {
  expect(shownPicture(picture, 'https://login.test/login')).toBeUndefined()
})

test('a picture is shown over https, or from the issuer itself', () => {
  expect(shownPicture('https://Pictures.test/a b.png', 'https://login.test/')).toEqual({ address: 'https://pictures.test/a%20b.png', origin: 'https://pictures.test' }) // prettier-ignore
  expect(shownPicture('http://localhost:5555/a.png', 'http://localhost:5555/login')?.origin).toBe(
    'http://localhost:5555',
  )
  expect(shownPicture('http://localhost:5556/a.png', 'http://localhost:5555/login')).toBeUndefined()
})
