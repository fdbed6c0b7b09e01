import type { Request, Response } from 'express'
import { expect, test } from 'vitest'
import { guardHost, NOBODY_ELSE } from './guard.ts'

test.each([
  ['http://evil.test/plain', 'foreign-host'],
  ['HTTPS://evil.test:80', 'foreign-host'],
  ['http://localhost:5555/plain', undefined],
  ['/http://evil.test/', undefined],
])('a target %s, whatever the header says: it counts before it (RFC 9112 §3.2.2)', (url, type) => {
  const asked = { url, httpVersion: '1.1', rawHeaders: ['Host', 'localhost'] } as Request
  const outcome = () => guardHost(NOBODY_ELSE)(asked, {} as Response, () => {})
  if (type === undefined) expect(outcome()).toBeUndefined()
  else expect(outcome).toThrow(expect.objectContaining({ type }))
})
