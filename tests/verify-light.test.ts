import { expect, test } from 'vitest'
import { importsAtLoad, importsAtRunTime, targetOf } from './support/imports.ts'
import { readProjectFile } from './support/project-files.ts'

/** All files and packages that a module imports, and those import in turn. */
async function loadedWith(
  entry: string,
  importsIn: (text: string) => string[],
): Promise<{ files: Set<string>; packages: string[] }> {
  const files = new Set<string>()
  const packages = new Set<string>()
  const visit = async (file: string): Promise<void> => {
    if (files.has(file)) return
    files.add(file)
    for (const specifier of importsIn(await readProjectFile(file))) {
      const target = targetOf(file, specifier)
      if (target.endsWith('.ts')) await visit(target)
      else packages.add(target.split('/')[0] ?? '')
    }
  }
  await visit(entry)
  return { files, packages: [...packages].filter((name) => !name.startsWith('node:')).sort() }
}

test('the middleware loads no web framework, no schema library, and not the sandbox', async () => {
  const { files, packages } = await loadedWith('testkit/verify.ts', importsAtRunTime)
  expect(packages).toEqual(['jose'])
  expect([...files].filter((file) => !/^(?:core|testkit\/verify)\b/.test(file))).toEqual([])
  expect(files.size).toBeLessThan(60)
})

test('the test kit loads no page, no service of the sandbox, and no library but those of its issuer', async () => {
  const { files, packages } = await loadedWith('testkit/testing.ts', importsAtLoad)
  expect(packages).toEqual(['express', 'jose', 'pino', 'zod'])
  expect([...files].filter((file) => /\.view\.ts$|^scenarios\/\d|^apps\/(?:service|neighbours|console)\//.test(file))).toEqual([]) // prettier-ignore
  expect(files.size).toBeLessThan(540)
})
