import { expect, test } from 'vitest'
import { importsAtRunTime, targetOf } from './support/imports.ts'
import { readProjectFile } from './support/project-files.ts'

test('the middleware loads no web framework, no schema library, and not the sandbox', async () => {
  const files = new Set<string>()
  const packages = new Set<string>()
  const visit = async (file: string): Promise<void> => {
    if (files.has(file)) return
    files.add(file)
    for (const specifier of importsAtRunTime(await readProjectFile(file))) {
      const target = targetOf(file, specifier)
      if (target.endsWith('.ts')) await visit(target)
      else packages.add(target.split('/')[0] ?? '')
    }
  }
  await visit('testkit/verify.ts')
  expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual(['jose'])
  expect([...files].filter((file) => !/^(?:core|testkit\/verify)\b/.test(file))).toEqual([])
  expect(files.size).toBeLessThan(60)
})
