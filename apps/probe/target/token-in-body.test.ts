import { expect, test } from 'vitest'
import type { AttackRequest } from '#attacks'
import { layOver } from './lay-over.ts'
import { targetAt } from './target.fixture.ts'
import { canBeInBody } from './token-in-body.ts'

const target = await targetAt('http://localhost:3001/verify/a', {
  method: 'POST',
  tokenMember: 'token',
  body: '{"token":"an old one","aud":"b"}',
})
const bearing = (value: string): AttackRequest => ({ method: 'GET', headers: [['Authorization', value]] })
const bodyOf = (request: AttackRequest) => layOver(request, target).body.toString()

test('the token stands in its member, behind those of the target, and in no header', () => {
  const { method, headers, body } = layOver(bearing('Bearer a.b.c'), target)
  expect(body.toString()).toBe('{"aud":"b","token":"a.b.c"}')
  expect(method).toBe('POST')
  expect(headers).toEqual([
    ['Host', 'localhost:3001'],
    ['Content-Length', '27'],
    ['Content-Type', 'application/json'],
  ])
})

test('without a token there is no member, and whatever a token is made of arrives', () => {
  expect(bodyOf({ method: 'GET', headers: [] })).toBe('{"aud":"b"}')
  expect(bodyOf(bearing('Bearer '))).toBe('{"aud":"b","token":""}')
  expect(JSON.parse(bodyOf(bearing('Bearer a"\0\\\xc3\xa4')))).toEqual({ aud: 'b', token: 'a"\0\\ä' })
})

test('a type that the target wants stays', async () => {
  const typed = await targetAt('http://localhost:3001/', { tokenMember: 't', extraHeaders: [['content-type', 'a/b']] })
  const { headers } = layOver(bearing('Bearer x'), { ...typed, method: 'POST' })
  expect(headers.filter(([name]) => /^content-type$/i.test(name))).toEqual([['content-type', 'a/b']])
})

test.each<AttackRequest>([
  { method: 'POST', headers: [], body: 'a=b' },
  { method: 'OPTIONS', headers: [['Authorization', 'Bearer a.b.c']] },
  { method: 'GET', query: 'access_token=a.b.c', headers: [] },
  { method: 'GET', path: '/../a', headers: [['Authorization', 'Bearer a.b.c']] },
  { method: 'GET', headers: [['Cookie', 'token=a.b.c']] },
  { method: 'GET', headers: [['Authorization', 'Basic a.b.c']] },
  bearing('bearer a.b.c'),
  { method: 'GET', headers: [['Authorization', 'Bearer a'], ['Authorization', 'Bearer b']] }, // prettier-ignore
])('what a body cannot say is sent as it is, and no case counts it: %j', (request) => {
  expect(canBeInBody(request)).toBe(false)
  expect(layOver(request, target).headers).toEqual(expect.arrayContaining(request.headers as []))
})
