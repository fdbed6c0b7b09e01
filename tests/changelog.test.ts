import { describe, expect, test } from 'vitest'
import { readCommand } from './support/document-commands.ts'
import { readProjectFile } from './support/project-files.ts'

const text = await readProjectFile('CHANGELOG.md')
const { scripts } = JSON.parse(await readProjectFile('package.json'))
const releases = text.split(/^## /m).slice(1)

/** Of Keep a Changelog, in its order. */
const KINDS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']

describe.each(releases.map((release) => [release.split('\n', 1)[0] ?? '', release] as const))(
  '%s',
  (_title, release) => {
    test('can be read: no more than 250 lines', () => {
      expect(release.split('\n').length).toBeLessThanOrEqual(250)
    })

    test('has the kinds of Keep a Changelog, each once and in their order', () => {
      const kinds = [...release.matchAll(/^### (.+)$/gm)].map(([, kind]) => kind)
      expect(kinds).toEqual(KINDS.filter((kind) => kinds.includes(kind)))
    })

    test('says nothing twice', () => {
      const lines = release.split(/\n(?=- )|\n\n/).filter((line) => line.startsWith('- '))
      expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([])
    })
  },
)

/** What the first README told to do, but for what was asked with curl: the routes are the same. */
test.each([
  'npm ci',
  'npm start',
  'npm test',
  'npm run play -- 1 --expired',
  'npm run play -- 8 --pass-through',
  ...['jwt-factory', 'servicea', 'serviceb', 'servicec', 'keys', 'bench', 'check'].map((name) => `npm run ${name}`),
  'npm run drill -- rotation',
  'npm run drill -- rotation --calls 3000 --rotations 2 --overlap 0',
  'STORE=redis://localhost:6379 STORE_SECRET=sixteen-characters-or-more npm run jwt-factory',
])('a command of the first README is still there: %s', (command) => {
  const { script } = readCommand(command)
  if (script !== undefined) expect(Object.keys(scripts)).toContain(script)
})
