import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import type { ProcessName } from '#core/config/processes'
import { onUnix } from './support/needs.ts'
import { untilHealthy } from './support/play-all.ts'
import { freePorts } from './support/ports.ts'
import { startNode, testFolder, testKeysFolder } from './support/processes.ts'
import { PROJECT } from './support/project-files.ts'
import { until } from './support/until.ts'

const PREFIXES: [ProcessName, string][] = [
  ['jwt-factory', 'FACTORY'],
  ['serviceb', 'SERVICEB'],
]

for (const [name, prefix] of PREFIXES) {
  onUnix.test(`SIGTERM ends ${name}, whatever it waits for in the background: a disk may never answer`, async () => {
    const pipe = join(await testFolder(), 'pipe')
    const [port = 0, tlsPort = 0] = await freePorts(2)
    const process = startNode(name, {
      KEYS_FOLDER: await testKeysFolder(),
      [`${prefix}_PORT`]: String(port),
      [`${prefix}_TLS_PORT`]: String(tlsPort),
      NODE_OPTIONS: `--import "${pathToFileURL(join(PROJECT, 'tests/fixtures/hung-disk.ts')).href}"`,
      HUNG_PIPE: pipe,
    })
    await untilHealthy(port)
    execFileSync('mkfifo', [pipe])
    await until('the daily look to hang', () => process.output().includes('the disk hangs'))
    process.kill('SIGTERM')
    await process.ended() // by SIGKILL: the exit of the platform waits for the disk
    expect(process.output()).not.toMatch(/error/i)
  })
}
