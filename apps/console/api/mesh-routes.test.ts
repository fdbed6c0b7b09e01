import { expect, test } from 'vitest'
import { readMeshVariants } from '../mesh/variants.ts'
import type { MeshDecided, MeshLook, MeshQuestion } from '../pages/mesh/mesh-state.ts'
import { openScriptedConsole } from '../test-console.ts'

const QUESTION: MeshQuestion = { to: 'backend-api', caller: 'webui', method: 'GET', path: '/data', user: 'nobody' }
const variants = await readMeshVariants()
const policiesOf = (variant: string) => variants.find(({ id }) => id === variant)?.policies ?? ''

async function openMesh() {
  const { post, http, logs } = await openScriptedConsole()
  const decide = async (variant: string, change: Partial<MeshQuestion> = {}): Promise<MeshDecided> => {
    const body = { policies: policiesOf(variant), ...QUESTION, ...change }
    return (await post('/api/mesh/decide', body).expect(200)).body
  }
  const look = async (policies: string): Promise<MeshLook> =>
    (await post('/api/mesh/look', { policies }).expect(200)).body
  return { post, http, decide, look, logs }
}

test('the walk decides as in the sample, and the branch that decided is marked', async () => {
  const { decide } = await openMesh()
  const page = { to: 'webui', caller: 'ingress', path: '/' } as const
  expect(await decide('allow-nothing', page)).toMatchObject({ decision: 'deny', status: 403 })
  expect(await decide('ingress-only', page)).toMatchObject({ decision: 'allow', status: 200 })
  expect(await decide('ingress-only')).toMatchObject({ decision: 'deny', status: 403 })
  const caller = await decide('caller')
  expect(caller.branches.filter(({ isDeciding }) => isDeciding)).toMatchObject([
    { title: 'ALLOW default/allow-webui-to-backend', matched: true },
  ])
  expect(await decide('token-optional')).toMatchObject({ decision: 'allow' })
  expect(await decide('caller-and-user')).toMatchObject({ decision: 'deny', status: 403 })
  expect(await decide('caller-and-user', { user: 'alice' })).toMatchObject({ decision: 'allow', status: 200 })
  expect(await decide('caller-and-user', { user: 'alice', caller: 'stranger' })).toMatchObject({ decision: 'deny' })
  expect(await decide('caller-and-user', { to: 'second-backend-api', user: 'alice' })).toMatchObject({
    decision: 'deny',
  })
})

test.each([
  ['expired', 'Jwt is expired'],
  ['other-issuer', 'Jwt issuer is not configured'],
  ['broken', 'Jwt verification fails'],
] as const)('a token that is %s is refused before policies are looked at', async (user, words) => {
  const { decide } = await openMesh()
  const { decision, status, by, branches } = await decide('caller-and-user', { user })
  expect({ decision, status }).toEqual({ decision: 'deny', status: 401 })
  expect(by).toContain(words)
  expect(branches).toMatchObject([{ title: 'before policies', isDeciding: true }])
})

test('somebody without a certificate gets no answer where mTLS alone is taken', async () => {
  const { decide } = await openMesh()
  expect(await decide('caller', { caller: 'plaintext' })).toMatchObject({ decision: 'deny', status: null })
})

test('policies are linted with the lines of their faults, and explained; with errors nothing is decided', async () => {
  const { look, post } = await openMesh()
  const good = await look(policiesOf('caller-and-user'))
  expect(good.found.filter(({ severity }) => severity !== 'note')).toEqual([])
  expect(good.explained.map(({ policy }) => policy)).toContain('RequestAuthentication default/backend-api')
  const doubled = policiesOf('caller').replace(/( +)- source:\n/, '$1- source: {namespaces: [a]}\n$1  source:\n')
  const { found } = await look(doubled)
  expect(found.filter(({ severity }) => severity === 'error')).toMatchObject([
    { severity: 'error', words: expect.stringContaining('stands twice') },
  ])
  const refused = await post('/api/mesh/decide', { policies: doubled, ...QUESTION }).expect(400)
  expect(refused.body.detail).toMatch(/line \d+: the key "source" stands twice/)
})

test('only a page of the console asks, and only what it can ask', async () => {
  const { http, post } = await openMesh()
  await http.post('/api/mesh/look').send({ policies: '' }).expect(403)
  await http
    .post('/api/mesh/decide')
    .send({ policies: '', ...QUESTION })
    .expect(403)
  await post('/api/mesh/look', { policies: '#'.repeat(60_001) }).expect(400)
  for (const wrong of [
    { to: 'nobody' },
    { caller: 'x' },
    { user: 'x' },
    { method: 'A B' },
    { path: 'data' },
    { more: 1 },
  ])
    await post('/api/mesh/decide', { policies: '', ...QUESTION, ...wrong }).expect(400)
})

test('the sidecars are told what is in the editor, and what they say comes back', async () => {
  const told = { mesh: 'live', policies: 'x', count: 1, since: '2026-02-03T10:00:00.000Z' }
  const { http, post, asked, pageToken } = await openScriptedConsole({
    answer: (_name, { method }) =>
      method === 'PUT'
        ? { status: 400, body: { detail: 'No mesh would take these policies: line 4.' } }
        : { status: 200, body: method === 'GET' ? told : { mesh: 'walk' } },
  })
  const asPage = (method: 'put' | 'delete') => http[method]('/api/mesh/live').set('x-page-token', pageToken)
  expect((await http.get('/api/mesh/live').expect(200)).body).toEqual({ told })
  expect((await asPage('put').send({ policies: 'y' }).expect(409)).body.detail).toContain('line 4')
  expect((await asPage('delete').expect(200)).body).toEqual({ told: { mesh: 'walk' } })
  expect(asked.map(({ name, question }) => `${name} ${question.method} ${question.path}`)).toEqual([
    'neighbours GET /control/mesh',
    'neighbours PUT /control/mesh',
    'neighbours DELETE /control/mesh',
  ])
  await http.put('/api/mesh/live').send({ policies: 'y' }).expect(403)
  await http.delete('/api/mesh/live').expect(403)
  await asPage('put')
    .send({ policies: '#'.repeat(60_001) })
    .expect(400)
  await post('/api/mesh/live', {}).expect(405)
  const html = await http.get('/mesh').set('accept', 'text/html').expect(200)
  expect(html.text).toContain('The sidecars of scenario 12 enforce other policies than these.')
})

test('the page shows the policies of the step that its address names, with what they do', async () => {
  const { http } = await openMesh()
  const html = async (path: string) => (await http.get(path).set('accept', 'text/html').expect(200)).text
  expect(await html('/mesh?variant=ingress-only')).toContain('It allows a request to the workloads')
  expect(await html('/mesh?variant=ingress-only')).not.toContain(
    'Rule 0: the caller is &quot;cluster.local/ns/default/sa/webui',
  )
  expect(await html('/mesh')).toContain('Rule 0: the caller is &quot;cluster.local/ns/default/sa/webui')
})

test('nothing is said to be fetched where the keys of an issuer are only stood for', async () => {
  const { decide, logs } = await openMesh()
  await decide('caller-and-user', { user: 'alice' })
  expect(logs.join('')).not.toContain('key-set')
})
