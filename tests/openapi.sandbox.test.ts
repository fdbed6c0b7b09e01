import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { rowOf, CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import { collectionOf } from './support/collection.ts'
import { describedOperations, type DescribedOperation } from './support/described-operations.ts'
import { keyAddress, newPublisher } from './support/publisher.ts'
import { openTestSandbox, type Answer, type TestSandbox } from './support/sandbox.ts'

// What /openapi.json says is tried: each operation is called as it is described there, and its answer must be the one that
// is described.

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())
afterEach(() => sandbox.reset()) // a clock was moved

const documentOf = async (name: ControlledName) => (await sandbox.get(name, '/openapi.json')).body

/** What is there is made first, a clock is moved when all that goes by it is done, and what is there is taken away last: a part before the whole. */
const TURNS = ['post', 'get', 'put', 'delete']
const turnOf = ({ method, path }: DescribedOperation) =>
  TURNS.indexOf(method) * 1000 - (method === 'delete' ? path.length : 0)

let services = 0

/** A key that is the first of its service, for each call: it is approved unseen. */
async function publish(path: string) {
  const key = await newPublisher('ES256')
  const { origin } = new URL((await sandbox.get('jwt-factory', '/.well-known/oauth-authorization-server')).body.issuer)
  const service = `orders-${++services}`
  const { clock } = (await sandbox.plain('jwt-factory', '/control')).body
  const sign = () => key.sign({ service, origin, now: Math.floor(Date.parse(clock.now) / 1000) })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await sign()}` }
  const init = { headers, body: JSON.stringify(key.document) }
  await sandbox.send('jwt-factory', 'PUT', keyAddress(service, key.kid), init)
  return {
    address: path.replace('{service}', service).replace('{kid}', key.kid),
    document: key.document,
    token: await sign(),
  }
}

/** What an address needs to name something that is there. */
async function addressOf({ method, path }: DescribedOperation): Promise<string> {
  if (!path.endsWith('{kid}') && (method !== 'delete' || !path.startsWith('/utils'))) return path
  const keys = path.replace('/{kid}', '').replace('/utils', '').replace('{ringId}', 'orders').replace('{name}', 'demo')
  const { body } = await sandbox.post('jwt-factory', keys)
  return path.replace('{kid}', body.kid).replace('{ringId}', 'orders')
}

async function call(name: ControlledName, operation: DescribedOperation): Promise<Answer> {
  const { method, type, example } = operation
  const isOfRegistry = operation.path.includes('/registry')
  const published = isOfRegistry ? await publish(operation.path) : undefined
  const path = operation.fill(published?.address ?? (await addressOf(operation)))
  const secret = await readFile(join(sandbox.keysFolder, 'servicea', 'client-secret'), 'utf8')
  const authorization = {
    client: `Basic ${Buffer.from(`servicea:${secret}`).toString('base64')}`,
    token: 'Bearer not-a-token',
    publisher: `Bearer ${published?.token}`,
  }[operation.proof ?? '']
  const headers = { ...(type && { 'content-type': type }), ...(authorization && { authorization }) }
  const body =
    type === 'application/json'
      ? JSON.stringify(published?.document ?? example)
      : example && String(new URLSearchParams(example))
  const init = { headers, ...(body !== undefined && { body }) }
  // What only programs of this machine are given is on the plain port.
  return path.endsWith('/tokens') || path.startsWith('/control')
    ? sandbox.plain(name, path, { method: method.toUpperCase(), ...init })
    : sandbox.send(name, method.toUpperCase(), path, init)
}

/** @returns what is not as it is described */
function faultOf({ responses }: DescribedOperation, { status, headers, text, body }: Answer): string | undefined {
  const described = responses[status]
  if (!described) return `status ${status}`
  const { content } = described
  if (!content) return text === '' ? undefined : 'a body'
  const type = String(headers['content-type']).split(';', 1)[0] ?? ''
  const schema = content[type]?.schema
  if (!schema) return `content type ${type}`
  return z.fromJSONSchema(schema).safeParse(body ?? text).error?.message
}

describe.each(CONTROLLED_NAMES)('%s', (name) => {
  test('answers each of its operations as it says', async () => {
    const operations = describedOperations(await documentOf(name)).sort((a, b) => turnOf(a) - turnOf(b))
    expect(operations.length).toBeGreaterThan(15)
    for (const operation of operations) {
      const answer = await call(name, operation)
      expect(
        faultOf(operation, answer),
        `${operation.id}: ${answer.status} ${answer.text.slice(0, 300)}`,
      ).toBeUndefined()
    }
  })

  test('names each operation once, and explains each', async () => {
    const operations = describedOperations(await documentOf(name))
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length)
    for (const { summary } of operations) expect(summary).toMatch(/^[A-Z/?].*\.$/)
  })
})

test('an answer that is not as it is described is found', async () => {
  const operation = describedOperations(await documentOf('jwt-factory')).find(({ path }) => path === '/utils/keys')
  const good: Answer = { status: 200, headers: { 'content-type': 'application/json' }, text: '["a"]', body: ['a'] }
  expect(faultOf(operation!, good)).toBeUndefined()
  for (const wrong of [{ status: 201 }, { body: [1] }, { headers: { 'content-type': 'text/html' } }])
    expect(faultOf(operation!, { ...good, ...wrong })).toBeDefined()
})

const COLLECTION = '../docs/jwt-sandbox.postman_collection.json'

test(`the collection for HTTP tools has every request (npm test -- tests/openapi -u writes it)`, async () => {
  const documents = await Promise.all(CONTROLLED_NAMES.map(documentOf))
  const processes = CONTROLLED_NAMES.map((name, at) => {
    const address = `http://localhost:${rowOf(name).port}`
    return { name, variable: name.replace('jwt-', ''), address, document: documents[at]! }
  })
  await expect(`${JSON.stringify(collectionOf(processes), null, 2)}\n`).toMatchFileSnapshot(COLLECTION)
})
