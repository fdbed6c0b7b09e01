import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { PROJECT_FOLDER } from '../files/project-folder.ts'
import { openBrowserFiles, prepareBrowserFiles } from './browser-files.ts'

/** Writes modules into a folder. @returns how the project would call the first */
async function write(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return relative(PROJECT_FOLDER, join(folder, Object.keys(files)[0] ?? ''))
}

const textOfFile = (files: Awaited<ReturnType<typeof openBrowserFiles>>, name: string) => String(files.get(name)?.body)

test('a module loses its types, and every import says the address of what it means', async () => {
  const module = await write({
    'a.browser.ts':
      "import { b } from './b.ts'\nimport type { T } from './t.ts'\nimport { h } from 'preact'\nexport const a: T = b(h)\n",
    'b.ts': "import { useState } from 'preact/hooks'\nexport const b = (x: unknown) => [x, useState]\n",
    't.ts': 'export type T = unknown\n',
  })
  const files = await openBrowserFiles([module], [])
  const { name, imports } = files.entry(module)
  expect(imports.map((each) => each.slice(13))).toEqual(['preact.js', 'hooks.js', 'b.js'])
  const specifiers = [name, ...imports].flatMap((each) => [...textOfFile(files, each).matchAll(/from\s*['"]([^'"]+)/g)])
  for (const [, specifier = ''] of specifiers) expect(files.get(specifier.replace('./', ''))).toBeDefined()
  expect(textOfFile(files, name)).not.toContain('T }')
  expect(files.list().some(({ name: each }) => each.endsWith('-t.js'))).toBe(false)
})

async function nameWith(b: string): Promise<string> {
  const module = await write({ 'a.browser.ts': "import './b.ts'\n", 'b.ts': b })
  return (await openBrowserFiles([module], [])).entry(module).name
}

test('the name of a file changes with what is in it, or in what it imports, and with nothing else', async () => {
  expect(await nameWith('export const b = 1\n')).toBe(await nameWith('export const b = 1\n'))
  expect(await nameWith('export const b = 1\n')).not.toBe(await nameWith('export const b = 2\n'))
})

test.each(["import 'node:fs'\n", "import { x } from 'express'\n", "export { x } from '#scenarios'\n"])(
  'what is for the server alone is not handed out: %j',
  async (text) => {
    await expect(openBrowserFiles([await write({ 'a.browser.ts': text })], [])).rejects.toThrow('is for browsers')
  },
)

test('a text that says "from" is no import', async () => {
  const text = "import './b.ts'\nexport const words = ['id', 'from', 'trace', `made from './c.ts'`]\n"
  const module = await write({ 'a.browser.ts': text, 'b.ts': 'export const b = 1\n' })
  const files = await openBrowserFiles([module], [])
  const { name, imports } = files.entry(module)
  expect(imports).toHaveLength(1)
  expect(textOfFile(files, name)).toContain("['id', 'from', 'trace', `made from './c.ts'`]")
})

test('each module is made when it is first wanted, and has the same name then', async () => {
  const modules = [
    await write({ 'a.browser.ts': 'export const a = 1\n' }),
    await write({ 'b.browser.ts': "import 'htm'\n" }),
  ]
  const [first = '', second = ''] = modules
  const files = await prepareBrowserFiles(modules, [])
  const scripts = () => files.list().filter(({ name }) => name.endsWith('.js')).length
  expect(scripts()).toBe(0)
  await files.open([first])
  expect(scripts()).toBe(1)
  expect(() => files.entry(second)).toThrow('no page of this process may start')
  await files.open(modules)
  expect(scripts()).toBe(3)
  const all = await openBrowserFiles(modules, [])
  expect(modules.map((each) => files.entry(each))).toEqual(modules.map((each) => all.entry(each)))
})

test('what was not named is no page of this process', async () => {
  const files = await openBrowserFiles([], [])
  expect(() => files.entry('core/page/browser/theme.browser.ts')).toThrow('no page of this process may start')
  await expect(files.open(['core/page/browser/theme.browser.ts'])).rejects.toThrow('no page of this process may start')
  expect(files.get('package.json')).toBeUndefined()
})
