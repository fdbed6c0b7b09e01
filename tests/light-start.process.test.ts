import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { STARTED_NAMES } from '#core/config/processes'
import { freePortSettings } from './support/ports.ts'
import { nodeWords, start, testFolder, testKeysFolder } from './support/processes.ts'
import { PROJECT } from './support/project-files.ts'
import { until } from './support/until.ts'

/** Each costs the start of a process some hundredths of a second of CPU: whoever needs it imports it then. */
const NEVER = [
  "Node's fetch",
  'oidc-provider',
  'koa',
  'openid-client',
  'ioredis',
  'pg',
  'ldapts',
  'mkcert',
  '@peculiar/x509',
  'reflect-metadata',
]
const SERVER = ['express', 'jose', 'pino', 'zod']

const IMPORTS: Record<string, { some: string[]; none: string[] }> = {
  sandbox: { some: ['concurrently', 'zod'], none: [...NEVER, 'express', 'jose', 'pino', 'undici'] },
  'jwt-factory': { some: SERVER, none: [...NEVER, 'concurrently', 'undici', 'yaml', 'hash-wasm'] },
  servicea: { some: [...SERVER, 'undici'], none: [...NEVER, 'concurrently'] },
  serviceb: { some: [...SERVER, 'undici'], none: [...NEVER, 'concurrently'] },
  servicec: { some: [...SERVER, 'undici'], none: [...NEVER, 'concurrently'] },
  neighbours: { some: [...SERVER, 'undici', 'yaml'], none: [...NEVER, 'concurrently'] },
  console: { some: ['express', 'pino', 'zod'], none: [...NEVER, 'concurrently', 'preact-render-to-string', 'undici'] },
}

test('a start with all keys imports nothing that none of its processes needs then', async () => {
  const folder = await testFolder()
  const env = { ...(await freePortSettings()).env, KEYS_FOLDER: await testKeysFolder() }
  const keys = start(process.execPath, nodeWords('apps/keygen/main.ts'), env)
  expect(await keys.ended(), keys.output()).toBe(0)

  const fixture = pathToFileURL(join(PROJECT, 'tests/fixtures/tell-imports.ts')).href
  const telling = { ...env, NODE_OPTIONS: `--import "${fixture}"`, IMPORTS_FOLDER: folder, LOG_FORMAT: 'pretty' }
  const sandbox = start(process.execPath, nodeWords('apps/sandbox/main.ts'), telling)
  await until('the welcome', () => sandbox.output().includes('The sandbox is ready') || sandbox.code() !== undefined)
  sandbox.killGroup('SIGINT')
  expect(await sandbox.ended(), sandbox.output()).toBe(0)

  expect(Object.keys(IMPORTS)).toEqual(['sandbox', ...STARTED_NAMES])
  for (const [name, { some, none }] of Object.entries(IMPORTS)) {
    const imported: string[] = JSON.parse(await readFile(join(folder, name), 'utf8'))
    expect(imported, name).toEqual(expect.arrayContaining(some)) // what was looked for can be found
    expect(
      none.filter((each) => imported.includes(each)),
      name,
    ).toEqual([])
  }
})
