import { describe, expect, test } from 'vitest'
import { DOORS, importFaults, roomOf } from './support/architecture.ts'
import { circlesOf } from './support/circles.ts'
import { misnamedTests } from './support/named-tests.ts'
import { readProject, readProjectFile } from './support/project-files.ts'
import { wordFaults } from './support/words.ts'

const MOST_LINES = 200

const sources = await readProject((path) => /\.[jt]s$/.test(path) && path.includes('/'))
const texts = await readProject((path) => /\.(?:[jt]s|json|md|sh|example)$|^\.ci\//.test(path))

test('there is code in every room, and no code outside of them', () => {
  const rooms = [...sources.keys()].map(roomOf)
  expect(new Set(rooms)).toEqual(new Set(Object.keys(DOORS)))
})

test('rooms import through their doors only', () => {
  expect([...sources].flatMap(([file, text]) => importFaults(file, text))).toEqual([])
})

test('no file imports itself by way of others, not even a type', () => {
  expect(circlesOf(sources)).toEqual([])
})

test('environment, clock and certificate checks are where they belong', () => {
  expect([...texts].flatMap(([file, text]) => wordFaults(file, text))).toEqual([])
})

test('a test that starts a process or a sandbox says so in its name: npm run check leaves it out', () => {
  expect(misnamedTests(sources)).toEqual([])
})

const tooLong = (files: Iterable<readonly [file: string, text: string]>) =>
  [...files]
    .map(([file, text]) => ({ room: roomOf(file), file, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > MOST_LINES)

test(`no file has more than ${MOST_LINES} lines`, () => {
  expect(tooLong(sources)).toEqual([])
  const longer = [`core/token/x.ts`, 'x\n'.repeat(MOST_LINES + 1)] as const
  expect(tooLong([longer])).toEqual([{ room: 'core/token', file: 'core/token/x.ts', lines: MOST_LINES + 1 }])
})

test('package.json names the doors between rooms, and there are no others', async () => {
  const { imports } = JSON.parse(await readProjectFile('package.json'))
  expect(imports).toMatchObject({
    '#core/*': './core/*.ts',
    '#scenarios': './scenarios/index.ts',
    '#attacks': './scenarios/attacks/index.ts',
    '#factory-client': './jwt-factory/client.ts',
  })
  expect(Object.keys(imports).filter((name) => name.startsWith('#factory'))).toEqual(['#factory-client'])
})

test('every process folder has the same first files', () => {
  for (const folder of ['jwt-factory', 'apps/service']) {
    for (const name of ['main', 'config', folder.replace(/^(?:apps\/|jwt-)/, '')]) {
      expect([...sources.keys()]).toContain(`${folder}/${name}.ts`)
    }
  }
  for (const [file, text] of sources) {
    if (file.endsWith('/main.ts') && !file.startsWith('tests/')) expect(text.split('\n').length, file).toBeLessThan(35)
  }
})

const circle = new Map([
  ['core/a.ts', "import type { B } from './b.ts'\n"],
  ['core/b.ts', "import { c } from './c.ts'\nimport './d.ts'\n"],
  ['core/c.ts', "import { a } from './a.ts'\n"],
  ['core/d.ts', ''],
  ['jwt-factory/e.ts', "import { f } from '#core/f'\n"],
  ['core/f.ts', "export * from '../jwt-factory/e.ts'\n"],
])

test('a circle is found, through types and doors too', () => {
  expect(circlesOf(circle).sort()).toEqual([
    ['core/a.ts', 'core/b.ts', 'core/c.ts'],
    ['core/f.ts', 'jwt-factory/e.ts'],
  ])
  expect(circlesOf(new Map([...circle].filter(([file]) => !/[ae]\.ts/.test(file))))).toEqual([])
})

test('a test that starts a process or a sandbox by way of others is found, and one that starts none', () => {
  const files = new Map([
    ['core/start.ts', "import { spawn } from 'node:child_process'\n"],
    ['core/a.ts', "import { start } from './start.ts'\n"],
    ['core/a.test.ts', "import { a } from './a.ts'\n"],
    ['core/b.test.ts', "import type { A } from './a.ts'\n"],
    ['core/b.process.test.ts', "import { test } from 'vitest'\n"],
    ['core/c.process.test.ts', "import { a } from './a.ts'\n"],
    ['tests/sandbox.ts', "import { startInProcess } from '../apps/sandbox/in-process.ts'\n"],
    ['tests/d.test.ts', "import { sandbox } from './sandbox.ts'\n"],
    ['tests/d.sandbox.test.ts', "import { sandbox } from './sandbox.ts'\n"],
    ['tests/e.sandbox.test.ts', "import { start } from '../core/start.ts'\nimport { sandbox } from './sandbox.ts'\n"],
    ['tests/f.sandbox.test.ts', "import { test } from 'vitest'\n"],
  ])
  expect(misnamedTests(files)).toEqual([
    'core/a.test.ts can start a process: core/start.ts does',
    'core/b.process.test.ts cannot start a process',
    'tests/d.test.ts can start a whole sandbox: tests/sandbox.ts does',
    'tests/e.sandbox.test.ts can start a process: core/start.ts does',
    'tests/f.sandbox.test.ts cannot start a whole sandbox',
  ])
})

const from = (specifier: string) => `import { x } from '${specifier}'\n`

// The rules above prove something only if they can fail.
describe('a line that breaks a rule is found, and its room is named', () => {
  test.each([
    ['core/token/x.ts', from('express'), 'core/token has no door to express'],
    ['core/token/x.ts', from('node:fs'), 'core/token has no door to node:fs'],
    ['core/token/x.ts', from('../keys/key-set.ts'), 'core/token has no door to ../keys/key-set.ts'],
    ['core/keys/x.ts', from('#core/http/app'), 'core/keys has no door to #core/http/app'],
    ['core/access/dialects/x.ts', from('./y.ts'), 'core/access/dialects of one dialect knows another by ./y.ts'],
    ['core/access/dialects/x/a.ts', from('../y/b.ts'), 'core/access/dialects of one dialect knows another by'],
    ['core/access/dialects/x.ts', from('../../keys/key-set.ts'), 'core/access/dialects has no door to'],
    ['core/trace/x.ts', `const x = await ${'import'}('pino')`, 'core/trace has no door to pino'],
    ['core/http/x.ts', from('#factory-client'), 'core/http has no door to #factory-client'],
    ['jwt-factory/routes/x.ts', from('#scenarios'), 'jwt-factory has no door to #scenarios'],
    ['scenarios/05-x.ts', from('#core/http/app'), 'scenarios has no door to #core/http/app'],
    ['apps/service/x.ts', from('../play/play.ts'), 'apps/service leaves through the wall to ../play/play.ts'],
    [
      'apps/service/x.ts',
      from('../../jwt-factory/factory.ts'),
      'apps/service has no door to ../../jwt-factory/factory.ts',
    ],
    ['apps/play/x.ts', from('../../core/clock.ts'), 'apps/play leaves through the wall to ../../core/clock.ts'],
    ['apps/play/x.ts', `export * from '../../core/clock.ts'`, 'apps/play leaves through the wall to'],
    ['apps/play/x.ts', from('vitest'), 'apps/play has no door to vitest'],
    ['apps/service/stage/x.ts', from('../parts.ts'), 'apps/service is handed everything by ../parts.ts'],
    ['core/http/x.ts', from('./app'), 'core/http leaves out the ending of ./app'],
    ['apps/play/x.ts', from('#core/clock.ts'), 'apps/play writes an ending to #core/clock.ts'],
    ['core/http/x.ts', from('#core/clock'), 'core/http goes around by #core/clock'],
    ['jwt-factory/x.ts', "import type {\n  A,\n  B,\n} from 'undici'\n", 'jwt-factory has no door to undici'],
    ['core/store/x.ts', from('../keys/key-set.ts'), 'core/store has no door to ../keys/key-set.ts'],
    ['core/store/x.ts', from('../../tests/support/redis.ts'), 'core/store leaves through the wall to'],
    ['core/store/x.test.ts', from('../../tests/trace.ts'), 'core/store leaves through the wall to'],
    ['apps/new/x.ts', '', 'apps/new/x.ts is in no room of the house'],
  ])('%s: %j', (file, text, fault) => {
    expect(importFaults(file, text).join('\n')).toContain(fault)
  })

  test.each([
    ['core/http/x.test.ts', from('vitest')],
    ['core/store/x.test.ts', from('../../tests/support/redis.ts')],
    ['core/http/x.ts', from('./app.ts')],
    ['core/http/x.ts', from('../clock.ts')],
    ['core/access/dialects/x/a.ts', from('./b.ts')],
    ['core/access/dialects/x/a.ts', from('../../dialect.ts')],
    ['jwt-factory/routes/x.ts', from('../factory.ts')],
    ['apps/sandbox/x.ts', from('../../jwt-factory/start.ts')],
    ['apps/service/x.ts', from('./parts.ts')],
    ['tests/x.test.ts', from('../apps/play/play.ts')],
  ])('%s may have %j', (file, text) => {
    expect(importFaults(file, text)).toEqual([])
  })

  test.each([
    ['apps/play/play.ts', `process.${'env'}.HOME`, 'apps/play'],
    ['core/http/app.ts', `process.${'exit'}(1)`, 'core/http'],
    ['core/log.ts', `Date.${'now'}()`, 'core/log.ts'],
    ['core/log.ts', `new Date${'()'}`, 'core/log.ts'],
    ['core/keys/x.ts', `performance${'.'}now()`, 'core/keys'],
    ['apps/drill/x.ts', `set${'Timeout'}(act, 5)`, 'apps/drill'],
    ['core/http/peer.ts', `${'system'}Clock.monotonic()`, 'core/http'],
    ['core/store/memory-store.ts', `clock = ${'system'}Clock`, 'core/store'],
    ['core/store/redis-store.ts', `clock: Clock = ${'system'}Clock`, 'core/store'],
    ['core/store/sqlite-store.ts', `{ clock: ${'system'}Clock }`, 'core/store'],
    ['core/files/folder-lock.ts', `${'system'}Clock.delay(1)`, 'core/files'],
    ['apps/sandbox/in-process.ts', `${'system'}Clock.now()`, 'apps/sandbox'],
    ['core/http/x.ts', `Abort${'Signal'}.timeout(5)`, 'core/http'],
    ['apps/play/options.ts', 'const wishes = 1', 'apps/play'],
    ['core/http/x.ts', "'a member that nobody here knows'", 'core/http'],
    ['core/http/peer.ts', `create${'Require'}(import.meta.url)`, 'core/http'],
    ['tests/x.test.ts', `test.${'skip'}If(true)`, 'tests'],
    ['tests/x.test.ts', `await expect.${'poll'}(act)`, 'tests'],
    ['tests/x.test.ts', `test('x', { ${'timeout'}: 90_000 }, async () => {`, 'tests'],
    ['tests/x.test.ts', `{ reject${'Unauthorized'}: false }`, 'tests'],
    ['tests/x.test.ts', `reject${'Unauthorized'} = no`, 'tests'],
    ['tests/x.test.ts', `new Agent({ connect${':'} { ca } })`, 'tests'],
    ['package.json', `NODE_TLS_${'REJECT'}_UNAUTHORIZED=0 node x`, 'package.json'],
    ['README.md', `curl ${'-k'} https://localhost:8443`, 'README.md'],
  ])('%s: %j', (file, text, room) => {
    expect(wordFaults(file, text)).toEqual([expect.stringMatching(new RegExp(`^${room}: `))])
  })

  test.each([
    ['core/clock.ts', `Date.${'now'}()`],
    ['apps/play/main.ts', `process.${'exit'}(1)`],
    ['core/log.ts', 'new Date(clock.now())'],
    ['tests/x.test.ts', `test('x', { ${'timeout'}: 180_000 }, async () => {`],
    ['core/process/run-process.ts', 'const clock = systemClock'],
    ['core/http/peer.ts', `{ connect${':'} { ca, reject${'Unauthorized'}: true } }`],
    ['core/http/listen.ts', `{ requestCert: true, reject${'Unauthorized'}: true }`],
  ])('%s may have %j', (file, text) => {
    expect(wordFaults(file, text)).toEqual([])
  })
})
