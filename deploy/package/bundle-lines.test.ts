import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bundleEntries } from './bundle-entries.ts'

const SOURCES = {
  'scenarios/index.js': 'export const scenarios = []\n',
  'testkit/verify.js':
    'export function requireToken(rules) {\n  if (!rules) throw new TypeError("rules are missing")\n  return rules.issuer\n}\n',
}

test('each statement of the bundle stands on a line of its own: Node prints the line of an error that nobody has caught', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-lines-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [path, text] of Object.entries(SOURCES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await bundleEntries(folder, ['testkit/verify', 'scenarios/index'], [])
  const files = readdirSync(join(folder, 'bundle'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.js'),
  )
  const lines = files.flatMap((path) => readFileSync(join(folder, 'bundle', path), 'utf8').split('\n'))
  const trimmed = lines.map((line) => line.trim())
  expect(trimmed).toContain('if (!rules) throw new TypeError("rules are missing");')
  expect(trimmed).toContain('return rules.issuer;')
})
