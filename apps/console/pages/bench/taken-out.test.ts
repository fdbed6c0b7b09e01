import { expect, test } from 'vitest'
import { takenOut } from './taken-out.ts'

const TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln-_'

test.each([
  ['a line of curl', `curl -H "Authorization: Bearer ${TOKEN}" https://localhost:8443/hello`, TOKEN],
  ['several lines', `curl \\\n  -H 'authorization: Bearer ${TOKEN}' \\\n  localhost`, TOKEN],
  ['an answer in JSON', `{ "token": "${TOKEN}" }`, TOKEN],
  ['a token without a signature', `token: ${TOKEN.slice(0, -6)} end`, TOKEN.slice(0, -6)],
  ['the token alone', TOKEN, undefined],
  ['the token, and an empty line', `${TOKEN}\n`, undefined],
  ['a token in two lines', `${TOKEN.slice(0, -3)}\n${TOKEN.slice(-3)}`, undefined],
  ['a broken token', `${TOKEN.slice(0, 30)} ${TOKEN.slice(30)}`, undefined],
  ['no token', 'who are you', undefined],
])('a token is taken out of what stands around it: %s', (_what, text, token) => {
  expect(takenOut(text)).toBe(token)
})
