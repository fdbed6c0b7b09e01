import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { surviveReaders } from './terminal.ts'

function openHost() {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
  return { ...streams, write: surviveReaders(streams as never) } // all that is used of a process
}

test('an error of the reader ends nothing, and is the last that it is told', () => {
  const { stdout, stderr, write } = openHost()
  write('heard\n')
  stdout.emit('error', new Error('EPIPE'))
  stderr.emit('error', new Error('EPIPE'))
  write('lost\n')
  expect(String(stdout.read())).toBe('heard\n')
})

test('what a reader does not take is not kept for ever', () => {
  const { stdout, write } = openHost()
  const line = `${'x'.repeat(1000)}\n`
  for (let count = 0; count < 10_000; count++) write(line)
  expect(stdout.writableLength + stdout.readableLength).toBeLessThan(1_100_000)
  stdout.resume()
})
