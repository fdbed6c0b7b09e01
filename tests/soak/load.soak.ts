import { spawn } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { runToEnd } from '../support/run-to-end.ts'
import { soakSize } from '../support/soak-size.ts'

const RUNS = soakSize('SOAK_RUNS', 10)
const BUSY_LOOPS = 2
/** A run takes ten to fifteen minutes beside them. */
const timeout = RUNS * 1_800_000

test(`npm test passes ${RUNS} times of ${RUNS} with ${BUSY_LOOPS} busy loops beside it`, { timeout }, async () => {
  const loops = Array.from({ length: BUSY_LOOPS }, () => spawn(process.execPath, ['-e', 'for (;;) {}']))
  onTestFinished(() => loops.forEach((loop) => loop.kill('SIGKILL')))
  const failed: string[] = []
  console.log('run  result  seconds')
  for (let run = 1; run <= RUNS; run++) {
    const { code, output, seconds } = await runToEnd('npm', ['test'])
    const result = code === 0 ? 'passed' : 'FAILED'
    console.log(`${String(run).padStart(3)}  ${result}  ${seconds.toFixed(0).padStart(7)}`)
    const names = [...output.matchAll(/^ FAIL .+$/gm)].map(([line]) => line)
    if (code !== 0) failed.push(`run ${run}: ${names.length > 0 ? names.join('\n') : output}`)
  }
  expect(failed).toEqual([])
})
