import { expect, test } from 'vitest'
import { checkBundleOrder, groupModules, type BundledFile } from './module-groups.ts'

const file = (fileName: string, moduleIds: string[], imports: string[] = [], code = 'x'.repeat(100)): BundledFile => ({
  fileName,
  name: fileName.replace('.js', ''),
  code,
  moduleIds,
  imports,
})

const NO_COMMAND = [file('kit.js', ['a', 'b', 'c', 'd', 'e', 'f'])]
const HEAVY = 'x'.repeat(5000)

test('modules that a test loads together stay together, where no command needs a part of them', () => {
  expect(groupModules(NO_COMMAND, NO_COMMAND, [])).toEqual(new Map([...'abcdef'].map((id) => [id, 'kit-1'])))
})

test('a light command reads what it needs, and not what a heavy one does', () => {
  const all = [
    file('kit.js', ['e', 'f'], ['base.js', 'rest.js']),
    file('base.js', ['a', 'b']),
    file('rest.js', ['c', 'd'], [], HEAVY),
    file('commands/light.js', ['light'], ['base.js']),
    file('commands/heavy.js', ['heavy'], ['base.js', 'rest.js']),
  ]
  const groups = groupModules(NO_COMMAND, all, ['commands/light.js', 'commands/heavy.js'])
  expect([...'abcdef'].map((id) => groups.get(id))).toEqual(['kit-1', 'kit-1', 'kit-2', 'kit-2', 'kit-3', 'kit-3'])
  expect(groups.has('light')).toBe(false)
})

test('files that load each other are told', () => {
  checkBundleOrder([file('a.js', [], ['b.js']), file('b.js', [])])
  const circle = [file('a.js', [], ['b.js']), file('b.js', [], ['c.js']), file('c.js', [], ['a.js'])]
  expect(() => checkBundleOrder(circle)).toThrow('a.js and b.js load each other')
})
