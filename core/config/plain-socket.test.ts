import { join } from 'node:path'
import { expect, test } from 'vitest'
import { plainSocketOf } from './plain-socket.ts'

const at = (folder: string, isReadOnly = false) => plainSocketOf(folder, 'serviceb', { platform: 'linux', isReadOnly })

test('the socket stands in the folder of its role, or where that may only be read or has too long a name in another one', () => {
  expect(at('/keys')).toBe(join('/keys', 'serviceb', 'plain.sock'))
  const long = `/${'k'.repeat(100)}`
  for (const elsewhere of [at('/keys', true), at(long)])
    expect(elsewhere).toMatch(/jwt-sandbox-\w{12}\Wserviceb\.sock$/)
  expect(at('/keys', true)).not.toBe(at('/others', true))
})
