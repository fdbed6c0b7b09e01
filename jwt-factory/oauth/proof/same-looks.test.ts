import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import { createClients } from '../../registered-clients/clients.ts'
import { assertion, assertionForm, openTestIssuer, type TestIssuer } from '../../test-issuer.ts'

// A look at a file takes time that others see: there are as many for each name, whose keys stand wherever they stand.

let keysFolder: string
let factory: TestIssuer
let looks = 0
const { stat } = fs
const keyOf: Record<string, SigningKey> = {}

beforeAll(async () => {
  keysFolder = await fs.mkdtemp(join(tmpdir(), 'same-looks-'))
  const declared: Record<string, object> = {}
  for (const id of ['first', 'second', 'inline']) {
    const key = (keyOf[id] = await generateSigningKey('ES256', 0))
    const jwks = { keys: [key.publicJwk] }
    await fs.writeFile(join(keysFolder, `${id}.json`), JSON.stringify(jwks))
    declared[id] = { ...(id === 'inline' ? { jwks } : { publicKeys: `${id}.json` }), audiences: ['b'], scopes: [] }
  }
  const parts = { keysFolder, clock: manualClock(0), file: 'clients.json', tell: () => {} }
  const clients = await createClients({ ...declared, secret: { secret: 'x'.repeat(20) } } as never, parts)
  const noKeys = { keys: undefined as never }
  const usual = { servicea: noKeys, serviceb: noKeys, servicec: noKeys, batch: noKeys }
  factory = await openTestIssuer({ clients: { ...usual, ...Object.fromEntries(clients) } })
  fs.stat = ((...given: Parameters<typeof stat>) => (looks++, stat(...given))) as typeof stat
  syncBuiltinESMExports()
})
afterAll(async () => {
  fs.stat = stat
  syncBuiltinESMExports()
  await factory.close()
  await fs.rm(keysFolder, { recursive: true })
})

async function looksFor(client: string, kid: string, signer: SigningKey) {
  const text = await assertion(factory, client, {}, { ...signer, kid })
  looks = 0
  const { status } = await factory.post('/token', { grant_type: 'client_credentials', ...assertionForm(text) })
  return [status, looks]
}

test.each(['first', 'second', 'inline', 'unknown'])(
  'an assertion with the key id of %s, signed by somebody else, has one file looked at, whoever is named',
  async (owner) => {
    const stranger = await generateSigningKey('ES256', 0)
    const kid = keyOf[owner]?.kid ?? owner
    for (const client of ['first', 'second']) await looksFor(client, 'any', stranger) // both files are read by then
    for (const client of ['first', 'second', 'inline', 'secret', 'nobody'])
      expect([client, ...(await looksFor(client, kid, stranger))]).toEqual([client, 401, 1])
  },
)

test.each(['first', 'second', 'inline'])('so it is where %s is believed', async (owner) => {
  const key = keyOf[owner]
  if (key) expect(await looksFor(owner, key.kid, key)).toEqual([200, 1])
})
