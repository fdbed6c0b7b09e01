import type { RequestListener } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { listenerOf } from './listener-of.ts'
import type { OwnApp } from './own-service.ts'
import { serveApp } from './serve-app.ts'

const throws = (): never => {
  throw new Error('no such\ntable')
}
const throwsLater = async () => throws()
const throwsHalfway: RequestListener = (_request, response) => {
  response.setHeader('content-length', 5)
  throws()
}

const THROWING: Readonly<Record<string, OwnApp>> = {
  'at once': throws,
  'by its promise': throwsLater as unknown as RequestListener, // as JavaScript may
  'with a length that is set': throwsHalfway,
  'by its fetch': { fetch: throws },
}

test.each(Object.entries(THROWING))(
  'an app that throws %s answers 500, is told of in one line, and goes on',
  async (_how, app) => {
    const warned: Error[] = []
    const hear = (warning: Error) => void warned.push(warning)
    process.on('warning', hear)
    onTestFinished(() => void process.off('warning', hear))
    const served = await serveApp('serviceb', undefined)
    onTestFinished(served.close)
    served.answerBy(await listenerOf(app, systemClock))
    for (let call = 1; call <= 2; call++) {
      const answer = await fetch(`http://localhost:${served.port}/`)
      expect([answer.status, await answer.text()]).toEqual([500, ''])
      expect(warned).toHaveLength(call)
    }
    expect(String(warned[0])).toBe('JwtSandboxWarning: serviceb: your app threw: no such\\u000atable')
  },
)

test('what is thrown behind an answer does not take it back', async () => {
  const served = await serveApp('servicec', undefined)
  onTestFinished(served.close)
  served.answerBy((_request, response) => {
    response.end('done')
    throws()
  })
  expect(await (await fetch(`http://localhost:${served.port}/`)).text()).toBe('done')
})
