import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PROJECT } from '../../../tests/support/project-files.ts'
import type { Answer } from '../answer.ts'
import { recogniseLibrary } from './library-signs.ts'

const said = (body: unknown, challenge?: string): Answer => ({
  status: 401,
  headers: challenge === undefined ? [] : [['www-authenticate', challenge]],
  body: typeof body === 'string' ? body : JSON.stringify(body),
  milliseconds: 1,
})

test.each([
  ['jose', [said({ error: 'Invalid Compact JWS' })]],
  ['jose', [said({ error: 'no' }), said({ message: 'unexpected "aud" claim value' })]],
  ['jose', [said({ detail: '"exp" claim timestamp check failed' })]],
  ['jose', [said('', 'Bearer error="invalid_token", error_description="Invalid Compact JWS"')]],
  ['jsonwebtoken', [said({ message: 'jwt malformed' })]],
  ['jsonwebtoken', [said('Error: jwt audience invalid. expected: orders')]],
  ['express-jwt', [said({ message: 'No authorization token was found' }), said({ message: 'jwt malformed' })]],
  ['express-oauth2-jwt-bearer', [said('', 'Bearer realm="api", error="invalid_token", error_description="Invalid Compact JWS"')]],
  ['express-oauth2-jwt-bearer', [said('', `Bearer realm="api", error="invalid_token", error_description="Unexpected 'aud' value"`)]],
  ['PyJWT', [said({ detail: 'Token is missing the "exp" claim' })]],
  ['golang-jwt', [said('token is malformed: token contains an invalid number of segments')]],
  ['ASP.NET Core', [said('', `Bearer error="invalid_token", error_description="The audience 'a' is invalid"`)]],
])('%s is known by what it says', (library, answers) => {
  expect(recogniseLibrary(answers)).toBe(library)
}) // prettier-ignore

test.each([
  ['no words of a library', [said({ error: 'the token is malformed' }), said({ error: 'token expired' })]],
  ['what two libraries of Python say', [said({ detail: 'Not enough segments' })]],
  ['what express-oauth2-jwt-bearer and jose say', [said({ message: 'Unauthorized' }), said({ message: 'Invalid Compact JWS' })]],
])('nobody is named for %s', (_, answers) => {
  expect(recogniseLibrary(answers)).toBeUndefined()
}) // prettier-ignore

test.each([
  ['jose', 'dist/webapi/lib/jws_verify.js', 'Invalid Compact JWS'],
  ['jose', 'dist/webapi/lib/jwt_claims_set.js', 'claim timestamp check failed'],
  ['jose', 'dist/webapi/util/errors.js', 'no applicable key found in the JSON Web Key Set'],
  ['jsonwebtoken', 'verify.js', 'jwt malformed'],
  ['jsonwebtoken', 'verify.js', 'jwt audience invalid. expected: '],
  ['express-oauth2-jwt-bearer', 'dist/index.js', "Unexpected '${claim}' value"], // oxlint-disable-line no-template-curly-in-string
])('%s says it still: %s', (library, file, words) => {
  expect(readFileSync(join(PROJECT, 'node_modules', library, file), 'utf8')).toContain(words)
})
