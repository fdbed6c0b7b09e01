import { expect, test } from 'vitest'
import { createHiding } from '../create-hiding.ts'
import { ownSecrets } from './own-secrets.ts'

const URL_OF_IT = new URL('http://localhost:3001/a?page=2&api_key=top%20secret&all=true')

test('whatever a target wants besides a token is secret, but for what programs say of themselves', () => {
  const secrets = ownSecrets({
    url: URL_OF_IT,
    extraHeaders: [
      ['Cookie', 'session=one-secret; theme=dark-blue'],
      ['X-Auth', 'Basic another'],
      ['Accept', 'application/json'],
    ],
    body: '{"user":{"password":"letmein"},"amount":12}',
  })
  for (const each of ['one-secret', 'dark-blue', 'Basic another', 'another', 'letmein', 'top%20secret', 'top secret'])
    expect(secrets).toContain(each)
  for (const each of ['application/json', '2', 'true', '12']) expect(secrets).not.toContain(each)
})

test('so are the values of a form', () => {
  expect(ownSecrets({ url: URL_OF_IT, extraHeaders: [], body: 'a=1&secret=of%2Bform' })).toContain('of+form')
})

test('a JSON body is secret by its values alone: the echo of a short one is shown', () => {
  const secrets = ownSecrets({ url: URL_OF_IT, extraHeaders: [], body: '{"tenant":"acme"}' })
  expect(secrets).not.toContain('{"tenant":"acme"}')
  expect(createHiding(undefined, secrets).shown('{"tenant":"acme"}')).toBe('{"tenant":"acme"}')
})
