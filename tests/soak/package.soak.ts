import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { PAGES_OF_CONSOLE } from '../../apps/console/shell/top-bar.view.ts'
import { allExamples, refusedExample } from '../support/packed/help-examples.ts'
import {
  bytesOnDisk,
  filesOf,
  installPackage,
  lend,
  placeFile,
  runPacked,
  textsOf,
  type InstalledPackage,
} from '../support/packed/installed-package.ts'
import { crawlPages } from '../support/packed/page-crawl.ts'
import { PACKED_COMMANDS, toolAt, toolLack } from '../support/packed/tools.ts'
import { ALL_SCENARIOS, COMMON_JS_FILE, TYPED_APPS_FILE, TYPED_FILE } from '../support/packed/user-tests.ts'
import { compileAsUser, declarationsOfAny } from '../support/packed/user-types.ts'
import { needs, onUnix } from '../support/needs.ts'
import { ask, expectAllPlaysGood } from '../support/play-all.ts'
import { freePortSettings, isFree } from '../support/ports.ts'
import { start } from '../support/processes.ts'
import { runToEnd } from '../support/run-to-end.ts'
import { until } from '../support/until.ts'

let installed: InstalledPackage
beforeAll(async () => void (installed = await installPackage()))

const SIXTEEN = Array.from({ length: 16 }, (_, at) => at + 1)

const command = (words: readonly string[]) => runPacked(installed, words)

describe('what is installed', () => {
  test('has nothing of development, no script and no Node of its own, and takes less than 27 MB', async () => {
    expect(Object.keys(installed.manifest)).not.toEqual(expect.arrayContaining(['devDependencies']))
    expect(installed.manifest).not.toHaveProperty('scripts')
    expect(installed.manifest).not.toHaveProperty('optionalDependencies')
    expect(JSON.stringify(installed.manifest)).not.toMatch(/node-(?:bin-)?(?:linux|darwin|win)/)
    expect(await bytesOnDisk(join(installed.folder, 'node_modules'))).toBeLessThan(27e6) // 30 at most: what is added is to be seen before
  })

  test('has the text of each source in the maps, of what others import and of commands, as if it lay in the package', async () => {
    const bundle = join(installed.at, 'bundle')
    const maps = (await readdir(bundle, { recursive: true })).filter((name) => name.endsWith('.map'))
    const read = await Promise.all(maps.map(async (name) => JSON.parse(await readFile(join(bundle, name), 'utf8'))))
    const texts: unknown[] = read.flatMap(({ sourcesContent }) => sourcesContent)
    expect(texts.length).toBeGreaterThan(1000)
    expect(texts.filter((text) => typeof text !== 'string')).toEqual([])
    const sources: string[] = read.flatMap(({ sources }) => sources)
    expect(sources).toEqual(expect.arrayContaining(['../../testkit/start-issuer.ts', '../../apps/probe/main.ts']))
    expect(sources.filter((source) => !/^\.\.\/\.\.\/\w/.test(source))).toEqual([])
  })

  test('names the commands that a person has there', async () => {
    const texts = await textsOf(installed)
    expect(texts.length).toBeGreaterThan(500)
    const foreign = texts.filter(([, text]) => /(?:^|[^a-z]|\\n)npm (?:run [a-z$]|start\b)/.test(text))
    expect(foreign.map(([path]) => path)).toEqual([])
  })
})

needs(toolLack('pnpm')).test('pnpm installs it, too, and it runs where nothing is found by chance', async () => {
  const text = JSON.stringify({ private: true, dependencies: filesOf({ 'jwt-sandbox': installed.tarball }) })
  const folder = await placeFile(installed, join('..', 'by-pnpm'), 'package.json', text)
  await writeFile(join(folder, 'pnpm-workspace.yaml'), JSON.stringify({ overrides: filesOf(installed.libraries) }))
  await writeFile(join(folder, 'orders.cjs'), COMMON_JS_FILE)
  const words = ['install', '--offline', '--ignore-scripts', '--store-dir', join(folder, 'store')]
  const ran = await runToEnd(toolAt('.bin', 'pnpm'), words, {}, folder)
  expect(ran, ran.output).toMatchObject({ code: 0 })
  const version = await runToEnd(join(folder, 'node_modules', '.bin', 'jwt-sandbox'), ['--version'])
  expect(version, version.output).toMatchObject({ code: 0, output: `${installed.manifest.version}\n` })
  const required = await runToEnd(process.execPath, ['orders.cjs'], {}, folder)
  expect(required, required.output).toMatchObject({ code: 0, output: expect.stringContaining('3 200') })
})

describe('npx jwt-sandbox', () => {
  test('says its version, and lists its commands', async () => {
    const npx = await runToEnd('npx', ['--offline', 'jwt-sandbox', '--version'], {}, installed.folder)
    expect(npx).toMatchObject({ code: 0, output: `${installed.manifest.version}\n` })
    const { code, output } = await command(['--help'])
    expect(code).toBe(0)
    for (const name of PACKED_COMMANDS) expect(output).toMatch(new RegExp(`^  ${name} `, 'm'))
  })

  test('each command helps, says the version, and refuses what it does not know', async () => {
    for (const name of PACKED_COMMANDS) {
      const [help, version, wrong, lone] = await Promise.all([
        command([name, '--help']),
        command([name, '--version']),
        command([name, 'one', 'too', 'many', '--no-such-option']),
        command([name, '--no-such-option']),
      ])
      expect(help.output, name).toContain('  --version')
      expect(help, name).toMatchObject({ code: 0, output: expect.stringContaining(`npx jwt-sandbox ${name}`) })
      expect(version, name).toMatchObject({ code: 0, output: `${installed.manifest.version}\n` })
      for (const each of [wrong, lone]) expect(each, name).toMatchObject({ code: 2, output: expect.stringContaining('--help says more') }) // prettier-ignore
    }
    const asked = await command(['help', 'mesh', 'explain'])
    expect(asked.output).toBe((await command(['mesh', 'explain', '--help'])).output)
    expect(await command(['mesh', 'explain', '--version'])).toMatchObject({ output: `${installed.manifest.version}\n` })
    expect(await command(['strat'])).toMatchObject({ code: 2, output: expect.stringContaining('no command "strat"') })
    await expect(stat(join(installed.folder, '.jwt-sandbox'))).rejects.toThrow('ENOENT') // nothing was made for that
  })

  test('the drill of verifiers that do not come along says where they are', async () => {
    const { code, output } = await command(['drill', 'rotation', '--verifier', 'jose'])
    expect([code, output]).toEqual([1, expect.stringContaining('come with the sources of jwt-sandbox')])
  })

  test('start plays its scenarios, ends on Ctrl-C, and keeps its keys to itself', async () => {
    const { env, ports } = await freePortSettings()
    const words = [join(installed.at, 'bin', 'jwt-sandbox.js'), 'start']
    const sandbox = start(process.execPath, words, env, installed.folder)
    await until('the welcome', () => {
      if (sandbox.code() !== undefined) throw new Error(sandbox.output())
      return sandbox.output().includes('The sandbox is ready')
    })
    expect(sandbox.output()).not.toContain('npm run')
    await expectAllPlaysGood(ports)
    const played = SIXTEEN.map((number) => ask(ports['SERVICEA_PORT'], `/scenario${number}`))
    expect((await Promise.all(played)).map((answer) => answer?.status)).toEqual(SIXTEEN.map(() => 200))
    const { pages, faults } = await crawlPages(`http://localhost:${ports['CONSOLE_PORT']}`)
    expect(faults).toEqual([])
    expect(pages).toEqual(expect.arrayContaining(PAGES_OF_CONSOLE.map(({ path }) => path)))
    const matrix = await runToEnd(process.execPath, [join(installed.at, 'bin', 'jwt-sandbox.js'), 'probe', '--matrix'], env, installed.folder) // prettier-ignore
    expect(matrix, matrix.output).toMatchObject({ code: 0, output: expect.stringContaining('0 findings') })
    sandbox.killGroup('SIGINT')
    expect(await sandbox.ended()).toBe(0)
    await until('the end of all', () => !sandbox.hasLeftSomething())
    expect(await Promise.all(Object.values(ports).map(isFree))).not.toContain(false)
    const own = join(installed.folder, '.jwt-sandbox')
    expect(await readFile(join(own, '.gitignore'), 'utf8')).toBe('*\n')
    expect((await stat(join(own, 'keys'))).isDirectory()).toBe(true)
  })

  test('takes every example of every help as it is printed', async () => {
    const examples = await allExamples(installed)
    expect(examples.size).toBeGreaterThan(50)
    for (const example of examples) expect(await refusedExample(installed, example)).toBeUndefined()
  })

  onUnix.test('keeps others out of the folder of its keys', async () => {
    await command(['keys'])
    expect((await stat(join(installed.folder, '.jwt-sandbox'))).mode & 0o777).toBe(0o700)
  })
})

test('a sandbox in a test plays all scenarios', async () => {
  const folder = await placeFile(installed, 'by-kit', 'all.mjs', ALL_SCENARIOS)
  const ran = await runToEnd(process.execPath, ['all.mjs'], {}, folder)
  expect(ran, ran.output).toMatchObject({ code: 0, output: SIXTEEN.map((number) => `${number} 200 true\n`).join('') })
})

describe('its types', () => {
  test('are there for whoever compiles, without anything else', async () => {
    for (const types of ['@types/node', 'undici-types']) await lend(installed, types)
    const folder = await placeFile(installed, 'by-types', 'orders.ts', TYPED_FILE)
    await writeFile(join(folder, 'required.cts'), TYPED_FILE)
    expect(await compileAsUser(folder)).toBe('')
    await lend(installed, '@types/express') // as whoever has an app of Express has them
    await writeFile(join(folder, 'apps.ts'), TYPED_APPS_FILE)
    expect(await compileAsUser(folder)).toBe('')
    expect(await declarationsOfAny(installed)).toEqual([])
  })

  needs(toolLack('publint')).test('and its entries are what publint wants', async () => {
    const ran = await runToEnd(process.execPath, [toolAt('publint', 'src', 'cli.js'), installed.at, '--strict'])
    expect(ran, ran.output).toMatchObject({ code: 0 })
  })

  needs(toolLack('@arethetypeswrong/cli')).test(
    'fit what runs, as attw says of everybody who reads exports',
    async () => {
      const attw = toolAt('@arethetypeswrong', 'cli', 'dist', 'index.js')
      const words = [attw, installed.tarball, '--profile', 'node16', '--format', 'ascii', '--no-color']
      const { output } = await runToEnd(process.execPath, words)
      const asked = output.split('\n').filter((line) => /^(?:node16 \(from (?:ESM|CJS)\)|bundler): /.test(line))
      expect(asked.length, output).toBeGreaterThanOrEqual(3 * 7)
      const notGreen = asked.filter((line) => !line.includes('🟢'))
      expect(notGreen, output).toEqual([expect.stringContaining('from CJS')]) // vitest itself cannot be required
    },
  )
})
