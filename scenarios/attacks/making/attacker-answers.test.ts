import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { fixedKeys, loadKeySet } from '#core/keys/key-set'
import { verifySignature } from '#core/token/verify-signature'
import { attackWorld } from '../../../tests/support/attack-world.ts'
import { ATTACKS_BY_ID } from '../index.ts'
import { attackerAnswer } from './attacker-answers.ts'

/** The token of a case, and what whoever follows its address is told. */
async function tokenOf(id: string): Promise<string> {
  const [attempt] = (await ATTACKS_BY_ID.get(id)?.make(attackWorld(), true)) ?? []
  return attempt?.tokens[0] ?? expect.fail(`there is no token in ${id}`)
}

const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())

test('whoever follows jku finds a key that fits the token', async () => {
  const token = await tokenOf('key-jku-attacker')
  const { body = '' } = attackerAnswer(new URL(headerOf(token).jku).pathname) ?? {}
  const { keys } = await loadKeySet(JSON.parse(body))
  await verifySignature(token, { algorithms: ['ES256'], keys: fixedKeys(keys) })
})

test('whoever follows a redirect of the key set finds the key that it asked for', async () => {
  const [attempt] = (await ATTACKS_BY_ID.get('life-jwks-redirect')?.make(attackWorld(), true)) ?? []
  const answer = attempt?.steps[0]?.do === 'publish' ? attempt.steps[0].answer : undefined
  if (typeof answer !== 'object' || !('status' in answer)) expect.fail('the key set is not answered by a status')
  const { pathname, search } = new URL(answer.headers?.['location'] ?? '')
  const { keys } = await loadKeySet(JSON.parse(attackerAnswer(pathname + search)?.body ?? ''))
  await verifySignature(attempt?.tokens[0], { algorithms: ['ES256'], keys: fixedKeys(keys) })
})

test('x5c and x5u have a certificate that is well formed, signed by its own key, and of the key that signs', async () => {
  const { body = '' } = attackerAnswer('/certificate.pem') ?? {}
  const certificate = new X509Certificate(body)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  const inHeader = headerOf(await tokenOf('key-x5c-self-signed')).x5c[0]
  expect(new X509Certificate(Buffer.from(inHeader, 'base64')).publicKey.equals(certificate.publicKey)).toBe(true)
  for (const id of ['key-x5c-self-signed', 'key-x5u-attacker']) {
    const jwk = {
      ...certificate.publicKey.export({ format: 'jwk' }),
      kid: headerOf(await tokenOf(id)).kid,
      alg: 'RS256',
    }
    const { keys } = await loadKeySet({ keys: [jwk] })
    await verifySignature(await tokenOf(id), { algorithms: ['RS256'], keys: fixedKeys(keys) })
  }
})

test('there is nothing elsewhere', () => {
  expect(attackerAnswer('/')).toBeUndefined()
})
