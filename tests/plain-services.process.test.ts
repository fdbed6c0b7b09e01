import { expect, test } from 'vitest'
import { nodeWords, start } from './support/processes.ts'
import { until } from './support/until.ts'

const run = (app: string, ...words: string[]) =>
  start(process.execPath, nodeWords(`apps/${app}/main.ts`, '--port', '0', ...words), { HOST: '127.0.0.1' })

/** Where it says that it listens. */
const placeOf = (running: ReturnType<typeof run>) =>
  until('its address', () => /listens at (\S+),/.exec(running.output())?.[1] ?? false)

test('the page and its backend run as commands of their own, and end by a signal with 0', async () => {
  const backend = run('backend-api', '--name', 'second-backend-api', '--path', '/data2')
  const address = `http://${await placeOf(backend)}/data2`
  const page = run('web-ui', '--backend', address, '--backend', 'http://127.0.0.1:1/data')
  const answer = await fetch(`http://${await placeOf(page)}/`)
  expect(await answer.json()).toMatchObject({
    from: 'web-ui',
    backends: [
      { path: '/data2', status: 200, body: { from: 'second-backend-api' } },
      { path: '/data', failure: '127.0.0.1 did not answer' },
    ],
  })
  for (const running of [backend, page]) running.kill('SIGTERM')
  expect(await Promise.all([backend.ended(), page.ended()])).toEqual([0, 0])
})
