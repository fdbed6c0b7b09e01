import { expect, test } from 'vitest'
import type { AttackRequest } from '#attacks'
import { repeatLine, makeLine, standInsFor } from './repeat-line.ts'
import { targetAt } from './target.fixture.ts'

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJlIQ'
const OPTIONS = ['--url', 'http://localhost:3001/a b']
const standIns = standInsFor([TOKEN], { id: 'aud-other', attempt: "it's one" }, OPTIONS)
const target = await targetAt('http://localhost:3001/a', {
  extraHeaders: [
    ['Cookie', 'session=secret'],
    ['X-Tenant', 'a$b'],
  ],
})
const lineOf = (request: AttackRequest) => repeatLine(request, target, standIns)
const withValue = (value: string): AttackRequest => ({ method: 'GET', headers: [['Authorization', value]] })

test('the line makes a fresh token, and shows neither it nor what else is secret', () => {
  expect(lineOf(withValue(`Bearer ${TOKEN}`))).toBe(
    `TOKEN=$(npm run -s probe -- --make aud-other --attempt 'it'\\''s one' --url 'http://localhost:3001/a b') && curl -sS -i --path-as-is --globoff -H 'Cookie: '"\${PROBE_COOKIE:?set it to the header Cookie of the run}" -H 'X-Tenant: '"\${PROBE_X_TENANT:?set it to the header X-Tenant of the run}" -H 'Authorization: Bearer '"$TOKEN" http://localhost:3001/a`,
  )
})

test('a token in the query and in a form is made anew as well', () => {
  expect(lineOf({ method: 'GET', query: `access_token=${TOKEN}`, headers: [] })).toContain(`access_token='"$TOKEN"`)
  const form = { method: 'POST', headers: [['Content-Type', 'a/b']], body: `access_token=${TOKEN}` } as const
  expect(lineOf(form)).toMatch(/-X POST .*--data-raw .*access_token='?"\$TOKEN"/)
})

test.each([
  'Bearer a\0',
  'Bearer a\r\n b',
  ' Bearer a',
  'Bearer a ',
  'Bearer \u00e9',
  `Bearer ${TOKEN}x`,
  'a'.repeat(9000),
])('what curl would change, what is too long, and what shows a token, has no line: %j', (value) =>
  expect(repeatLine(withValue(value), target, [])).toBeUndefined(),
)

test('a token in a JSON body is made anew behind the other members, which are left to the shell', async () => {
  const asked = { method: 'POST', tokenMember: 'token', body: '{"aud":"b","token":"?"}' }
  const atMember = await targetAt('http://localhost:3001/a', asked)
  const line = repeatLine(withValue(`Bearer ${TOKEN}`), atMember, standIns)
  expect(line).toContain(
    `-X POST -H 'Content-Type: application/json' --data-raw '{'"\${PROBE_MEMBERS:?set it to the members of the run}"',"token":"'"$TOKEN"'"}' http://localhost:3001/a`,
  )
  expect(line).toMatch(/^TOKEN=\$\(npm run -s probe -- --make aud-other /)
  const alone = await targetAt('http://localhost:3001/a', { method: 'POST', tokenMember: 'token' })
  expect(repeatLine(withValue(`Bearer ${TOKEN}`), alone, standIns)).toContain(`--data-raw '{"token":"'"$TOKEN"`)
  expect(repeatLine(withValue(`Bearer ${TOKEN}"`), alone, standIns)).toBeUndefined()
  expect(repeatLine({ method: 'GET', headers: [] }, atMember, standIns)).toContain('--data-raw "${PROBE_BODY:?')
})

test('paths and methods that curl would change have no line', () => {
  expect(lineOf({ method: 'GET', path: '/a#b', headers: [] })).toBeUndefined()
  expect(lineOf({ method: 'GET', path: '/a/../b', headers: [] })).toMatch(/ http:\/\/localhost:3001\/a\/\.\.\/b$/)
  expect(lineOf({ method: 'HEAD', headers: [] })).toContain(' --head ')
})

test('the second token of an attempt has its number', () => {
  expect(makeLine({ id: 'sig-from-other-token', number: 2 }, [])).toBe(
    'npm run -s probe -- --make sig-from-other-token --number 2',
  )
})

test('the query and the body of the target are variables, but for numbers', async () => {
  const url = 'http://localhost:3001/a?page=2&api_key=topsecret&all=true&tenantId=north-7'
  const line = repeatLine(
    { method: 'GET', query: `access_token=${TOKEN}`, headers: [['Accept', 'a/b']] },
    await targetAt(url, { method: 'POST', body: '{"password":"letmein"}', extraHeaders: [['Accept-Language', 'de']] }),
    standInsFor([TOKEN], { id: 'aud-other' }, ['--url', url]),
  )
  const word = `'http://localhost:3001/a?page=2&api_key='"\${PROBE_API_KEY:?set it to the parameter api_key of the run}"'&all=true&tenantId='"\${PROBE_TENANTID:?set it to the parameter tenantId of the run}"`
  expect(line).toContain(` --data-raw "\${PROBE_BODY:?set it to the body of the run}" ${word}'&access_token='"$TOKEN"`)
  expect(line).toContain(`--url ${word}) && curl `)
  expect(line).toContain(`-H 'Accept-Language: de'`)
  expect(line).not.toMatch(/topsecret|letmein|north-7/)
})
