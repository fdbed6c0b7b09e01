import { describe, expect, test } from 'vitest'
import { signed, withClaims } from '../dialect.fixture.ts'
import type { AskedRequest } from '../../dialect.ts'
import { meshAnswer, meshLogDetail } from './answers.ts'
import { askedWith, bearer, jwtRule, openMesh } from './mesh.fixture.ts'
import { MESH_STATUS } from './status.ts'

const challengeOf = async (changes: Partial<AskedRequest>, fields = bearer('no token')) => {
  const decision = await openMesh().decide(askedWith(fields, changes))
  return 'answer' in decision ? decision.answer.headers['www-authenticate'] : undefined
}

describe('the challenge', () => {
  test('names the address that was asked for', async () => {
    expect(await challengeOf({})).toBe('Bearer realm="http://backend-api/data", error="invalid_token"')
    expect(await challengeOf({ scheme: 'https', target: '/a?b=c' })).toBe(
      'Bearer realm="https://backend-api/a?b=c", error="invalid_token"',
    )
  })

  test('has 256 characters of the path', async () => {
    const target = `/${'x'.repeat(254)}yz`
    expect(await challengeOf({ target })).toBe(
      `Bearer realm="http://backend-api${target.slice(0, 256)}", error="invalid_token"`,
    )
  })

  test('has no token, wherever one was', async () => {
    const token = withClaims({ exp: 1 })
    expect(await challengeOf({ target: `/x?a=1&access_token=${token}` }, [])).toBe(
      'Bearer realm="http://backend-api/x?a=1&access_token=", error="invalid_token"',
    )
  })

  test('ends where it ends, whatever was asked for', async () => {
    const fields = ['Host', 'a"b\\c', ...bearer('x')]
    const odd = await challengeOf({ target: '/"\\\r\nx: é\ud800', fields }, [])
    expect(odd).toBe('Bearer realm="http://a%22b%5Cc/%22%5C%0D%0Ax:%20%C3%A9%EF%BF%BD", error="invalid_token"')
  })

  test('has no error where no token was', () => {
    const refusal = { reason: 'no-credentials', check: 'credentials', words: MESH_STATUS.missing[1] } as const
    expect(meshAnswer(refusal, askedWith([]), [])).toEqual({
      status: 401,
      headers: { 'content-type': 'text/plain', 'www-authenticate': 'Bearer realm="http://backend-api/data"' },
      body: 'Jwt is missing',
    })
  })
})

test('the body is the text alone, and the log has it as one word', async () => {
  const { decide, logged } = openMesh([jwtRule({ audiences: ['me'] })])
  const decision = await decide(askedWith(bearer(signed())))
  expect(decision).toMatchObject({
    kind: 'refused',
    reason: 'wrong-audience',
    check: 'audience',
    logDetail: 'jwt_authn_access_denied{Audiences_in_Jwt_are_not_allowed}',
    answer: { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Audiences in Jwt are not allowed' },
  })
  expect(logged).toEqual([expect.objectContaining({ event: 'token-rejected', check: 'audience', dialect: 'mesh' })])
  const answer = { status: 401, headers: {}, body: 'Jwt is expired' }
  expect(meshLogDetail(answer)).toBe('jwt_authn_access_denied{Jwt_is_expired}')
})
