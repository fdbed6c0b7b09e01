import { afterAll, beforeAll, expect, test } from 'vitest'
import { portSettingsOf, sayLine } from '../../tests/support/control-lines.ts'
import { keyAddress, newPublisher, type Publisher } from '../../tests/support/publisher.ts'
import { openTestSandbox, type TestSandbox } from '../../tests/support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

const say = (line: string) => sayLine(line.split(' '), portSettingsOf(sandbox))

/** Over TLS, as the services call the factory. */
async function publish(key: Publisher) {
  const { issuer } = (await sandbox.get('jwt-factory', '/.well-known/oauth-authorization-server')).body
  const order = { service: 'orders', origin: new URL(issuer).origin, now: Math.floor(Date.now() / 1000) }
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await key.sign(order)}` }
  return sandbox.send('jwt-factory', 'PUT', keyAddress('orders', key.kid), {
    headers,
    body: JSON.stringify(key.document),
  })
}

test('a person sees who waits, approves and revokes', async () => {
  expect((await say('registry')).shown).toMatch(/^ {2}servicea {2}.*the first of its service.*\n {2}1 service\n$/) // the signer of scenario 11
  const [first, second] = [await newPublisher('EdDSA'), await newPublisher('ES256')]
  expect([(await publish(first)).status, (await publish(second)).status]).toEqual([200, 202])
  const { shown } = await say('registry list')
  expect(shown).toContain(`orders    ${second.kid}  ES256  pending\n`)
  expect(shown).toContain(`orders    ${first.kid}  EdDSA  approved unseen: the first of its service\n`)
  expect(shown).toContain('  2 services, and 1 of their keys waits for approval\n')

  expect((await say(`registry approve orders ${second.kid}`)).shown).toContain('ES256  approved by a person')
  expect((await say(`registry revoke orders ${first.kid}`)).shown).toMatch(/and one that is over\n$/)
  const statuses = await Promise.all(
    [first, second].map(async ({ kid }) => (await sandbox.get('jwt-factory', keyAddress('orders', kid))).status),
  )
  expect(statuses).toEqual([404, 200])

  const { refusals, code } = await say(`registry approve orders ${first.kid}`)
  expect([code, refusals[0]]).toEqual([1, expect.stringContaining('This key is revoked')])
  expect((await say('registry approve nobody x')).refusals[0]).toContain('no such key')
})
