import { expect, test } from 'vitest'
import { CAPTURE_LIMITS } from '#core/control/capture'
import { MAX_SAID } from '#core/control/fault-rules'
import { MAX_BYTES } from '#core/store/memory-store'
import { CACHE_LIMITS } from '#core/token/verified-cache'
import { HELD_LIMITS } from '#core/trace/held-tokens'
import { TRACE_LIMITS } from '#core/trace/recorder'
import { MAX_DECLARED } from '../jwt-factory/control/client-changes.ts'
import { readProjectFile } from './support/project-files.ts'

test('all that a process keeps has a bound in bytes, and the room of the mechanics says what they come to', async () => {
  const bounds = [
    TRACE_LIMITS.all,
    CACHE_LIMITS.all,
    CAPTURE_LIMITS.bytes,
    MAX_DECLARED,
    HELD_LIMITS.bytes,
    MAX_SAID,
    MAX_BYTES,
  ]
  const megabytes = bounds.map((bytes) => bytes / 1e6)
  const [said = ''] = /What is kept has a bound[^]*? in all\./.exec(await readProjectFile('core/README.md')) ?? []
  for (const each of megabytes) expect(said).toContain(`${each} MB`)
  expect(said).toContain(`: ${megabytes.reduce((sum, each) => sum + each)} MB in all.`)
})
