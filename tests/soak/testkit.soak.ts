import { expect, test } from 'vitest'
import { runToEnd } from '../support/run-to-end.ts'
import { soakSize } from '../support/soak-size.ts'

/** How often it is started and stopped; a tenth of that for whole sandboxes. */
const STARTS = soakSize('SOAK_STARTS', 1000)

/** What may be kept besides: code that was compiled, buffers that are used again. Bytes. */
const ROOM = 15_000_000

const programOf = (start: string, times: number) => `
  import { ${start} } from './testkit/testing.ts'
  async function once() {
    const kit = await ${start}()
    await kit.token()
    await kit.fetch(kit.jwksUri).then((answer) => answer.text())
    await kit.bad('aud-other-service')
    await kit.stop()
  }
  const heap = () => (gc(), gc(), process.memoryUsage().heapUsed)
  for (let warm = 0; warm < ${Math.ceil(times / 5)}; warm++) await once()
  const before = heap()
  for (let at = 0; at < ${times}; at++) await once()
  const held = process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Timeout|Immediate/.test(kind))
  console.log(JSON.stringify({ grown: heap() - before, held }))`

test.each([
  ['startIssuer', STARTS],
  ['startSandbox', Math.ceil(STARTS / 10)],
])('%s and stop leak nothing, however often', async (start, times) => {
  const words = ['--expose-gc', '--input-type=module', '-e', programOf(start, times)]
  const { code, output } = await runToEnd(process.execPath, words)
  expect(code, output).toBe(0)
  const { grown, held } = JSON.parse(output.trim().split('\n').at(-1) ?? '')
  expect(held).toEqual([])
  expect(grown).toBeLessThan(ROOM)
})
