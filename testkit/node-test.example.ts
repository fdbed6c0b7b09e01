import { equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { startIssuer } from './testing.ts'

test('the issuer makes the tokens of a test', async (t) => {
  const issuer = await startIssuer({ audiences: ['orders', 'billing'] })
  t.after(() => issuer.stop()) // also where the test fails

  const good = await issuer.token({ audience: 'orders', scope: 'read' })
  const expired = await issuer.token({ audience: 'orders' }).expired()

  for (const token of [good, expired]) match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/)
  const answer = await issuer.fetch(issuer.jwksUri) // your service reads the keys there, and believes the first token alone
  equal(answer.status, 200)
})
