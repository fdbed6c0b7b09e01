import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { announce } from './announce.ts'

function eventsOn(host: string): Record<string, unknown>[] {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const log = createLog({ name: 'jwt-factory', level: 'info', format: 'json', clock: manualClock(0), write })
  announce(log, host, { port: 5555, tlsPort: 5443, close: async () => {} })
  return lines.map((line) => JSON.parse(line))
}

test.each(['127.0.0.1', 'localhost', '::1', '127.0.1.1'])('on %s it says where it listens, no more', (host) => {
  expect(eventsOn(host)).toMatchObject([{ msg: 'listening', host, port: 5555, tlsPort: 5443 }])
})

test.each(['0.0.0.0', '::', '10.0.0.7', '127.example.com'])('on %s it warns that others can have tokens', (host) => {
  expect(eventsOn(host)).toMatchObject([
    { msg: 'listening' },
    { msg: 'listening-beyond-loopback', level: 40, host, advice: expect.stringContaining('HOST=localhost') },
  ])
})
