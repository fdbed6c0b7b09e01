import { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { startIssuer } from './start-issuer.ts'

test('callbacks shape what is signed, whoever asks for it, and what is answered', async () => {
  await using issuer = await startIssuer({
    audiences: ['orders'],
    beforeToken({ claims, header, parameters }) {
      claims.roles = ['admin']
      delete claims.jti
      header['x5t'] = 'mine'
      if (parameters) claims['asked'] = parameters['region']
    },
    beforeAnswer(answer) {
      if (answer.on === 'token') Object.assign(answer.body as object, { expires_in: 'soon' })
      if (answer.on === 'introspect')
        Object.assign(answer, { status: 418, headers: { 'x-shaped': 'yes' }, body: 'tea' })
    },
  })
  const keys = createRemoteJWKSet(new URL(issuer.jwksUri), { [customFetch]: issuer.fetch })
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    audience: 'orders',
    client_id: 'any',
    region: 'north',
    client_secret: 'b',
  })
  const asked = await issuer.fetch(`${issuer.url}/token`, { method: 'POST', body: form })
  const { access_token: fetched, expires_in: life } = Object(await asked.json())
  expect(life).toBe('soon')
  for (const token of [await issuer.token(), fetched]) {
    const { payload: claims } = await jwtVerify(token, keys, { issuer: issuer.url })
    expect(claims).toMatchObject({ roles: ['admin'], aud: 'orders' })
    expect(claims).not.toHaveProperty('jti')
    expect(decodeProtectedHeader(token)).toMatchObject({ typ: 'at+jwt', x5t: 'mine' })
  }
  expect(decodeJwt(fetched)['asked']).toBe('north')
  const text = await (await issuer.fetch(`${issuer.url}/issueToken/servicea`, { method: 'POST' })).text()
  expect([decodeJwt(text)['roles'], decodeProtectedHeader(text)]).toEqual([
    ['admin'],
    expect.objectContaining({ typ: 'JWT', x5t: 'mine' }),
  ])
  const told = await issuer.fetch(`${issuer.url}/introspect`, { method: 'POST', body: form })
  expect([told.status, told.headers.get('x-shaped'), await told.text()]).toEqual([418, 'yes', 'tea'])
})

function mine(): never {
  throw new Error('my bug')
}

test('a callback that throws is said in the answer, in the terminal, and by the token that was asked for', async () => {
  const warned: string[] = []
  const hear = (warning: Error) => void warned.push(warning.message)
  process.on('warning', hear)
  await using issuer = await startIssuer({ tls: false, beforeToken: mine, beforeAnswer: mine })
  await expect(issuer.token()).rejects.toThrow('my bug')
  await expect(issuer.bad('exp-past')).rejects.toThrow('my bug')
  const answer = await fetch(issuer.jwksUri)
  expect([answer.status, Object(await answer.json()).detail]).toEqual([
    500,
    'The callback beforeAnswer of your test threw: my bug',
  ])
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', hear)
  expect(warned).toContain('The callback beforeAnswer of your test threw: my bug')
})
