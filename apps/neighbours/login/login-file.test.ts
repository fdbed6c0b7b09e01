import { expect, test } from 'vitest'
import { readGloo } from '#core/policy/gloo/read-gloo'
import { loginFile } from './login-file.ts'

test('the file is as a person would write it: it is read without a fault, and has no alias and no secret', () => {
  const text = loginFile({
    appUrl: 'https://localhost:4743',
    issuerUrl: 'https://localhost:5443/login',
    ports: { plain: 4700, tls: 4743 },
  })
  const { documents, faults } = readGloo([{ file: 'login.yaml', text }])
  expect([faults, documents.length]).toEqual([[], 4])
  expect(text).not.toMatch(/[&*]a\d|secret: /)
})
