import { expect, test } from 'vitest'
import { readArguments } from '#core/process/command-line'
import { readProbeOptions } from './options.ts'
import { sayPastedToken } from './pasted-token.ts'
import { PROBE_LINE } from './probe-line.ts'

const said = (token: string | undefined, ...args: string[]) =>
  sayPastedToken(readProbeOptions(readArguments(['--curl', 'curl http://localhost:1/', ...args], PROBE_LINE)), token)

test('who pastes a command with a token, and says an audience, is told that nothing is signed', () => {
  expect(said('ey', '--audience', 'orders', '--typ', 'JWT')).toMatch(/--audience, --typ change no token.*--factory/)
  expect(said('ey')).toBeUndefined()
  expect(said(undefined, '--audience', 'orders')).toBeUndefined()
  expect(said('ey', '--audience', 'orders', '--serve-issuer', '9000')).toBeUndefined()
})
