import { expect, test } from 'vitest'
import { importsOf } from './support/imports.ts'
import { TOKEN_CLIENTS } from './support/interop/token-clients.ts'
import { RUN_BY, VERIFIERS } from './support/interop/verifiers.ts'
import { readProject, readProjectFile } from './support/project-files.ts'

const { dependencies } = JSON.parse(await readProjectFile('tests/interop/package.json'))
const quickStarts = await readProject((path) => path.startsWith('tests/interop/javascript/'))

test.each(['interop', 'packed'])('tests/%s has exact versions, and its lock file names no registry', async (room) => {
  const own = JSON.parse(await readProjectFile(`tests/${room}/package.json`))
  const lock = JSON.parse(await readProjectFile(`tests/${room}/package-lock.json`))
  const versions = Object.values({ ...own.dependencies, ...own.optionalDependencies })
  for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  expect(lock.packages['']).toMatchObject({ dependencies: own.dependencies })
  for (const [path, entry] of Object.entries<object>(lock.packages)) {
    expect(entry, path).not.toHaveProperty('resolved')
    if (path !== '') expect(entry, path).toHaveProperty('integrity')
  }
})

test('each of its packages is used by a quick start', () => {
  const used = new Set(
    [...quickStarts.values()].flatMap(importsOf).map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0]),
  )
  expect(Object.keys(dependencies).filter((name) => !used.has(name))).toEqual([])
})

test('a fresh machine gets whatever of them Debian has', async () => {
  const sources = [...VERIFIERS, ...TOKEN_CLIENTS].flatMap(({ source, with: more }) => [source, ...[more ?? []].flat()])
  const needed = [...sources, ...Object.values(RUN_BY).flat()].flatMap((one) => ('debian' in one ? one.debian : []))
  const [, wanted = ''] = /^wanted=\(([^)]*)\)/m.exec(await readProjectFile('.ci/run')) ?? []
  expect(wanted.trim().split(/\s+/)).toEqual(expect.arrayContaining(needed))
})

test('each quick start opens a client of the tables', () => {
  const clients = new Set([
    ...VERIFIERS.flatMap(({ client, orSet }) => [client, orSet?.client]),
    ...TOKEN_CLIENTS.map(({ client }) => client),
  ])
  const opened = [...quickStarts.keys()].map((path) => path.replace(/^.*\/|\.js$/g, ''))
  expect(opened.filter((name) => !clients.has(name))).toEqual([
    'by-certificate',
    'clock',
    'express-openid-connect', // tests/interop-login.process.test.ts starts it
    'keys-with-care',
    'run',
    'serve', // tests/libraries has it serve one of them
    'validate-openapi',
  ])
})
