import { expect, test } from 'vitest'
import { checkBrowserModules, checkPaths } from './check-package.ts'

test('a browser module that imports what no browser has ends the build', () => {
  const text = "import { h } from 'preact'; import { a } from './a.js'; import { b } from '#core/b'"
  expect(() => checkBrowserModules([{ path: 'x.browser.js', text }])).not.toThrow()
  const broken = { path: 'x.browser.js', text: `import { isNativeError } from 'node:util/types'; ${text}` }
  expect(() => checkBrowserModules([broken])).toThrow('x.browser.js is for browsers, and imports node:util/types')
})

const FILES = new Set(['deploy/kubernetes/policies/strict.yaml', 'apps/play/main.js', 'docs/mesh.md'])

const check = (text: string, path = 'm.js') => checkPaths([{ path, text }], FILES, ['play'])

test.each([
  "join(TOP, 'deploy/kubernetes/policies/strict.yaml')",
  'join(TOP, `deploy/kubernetes/policies/${name}.yaml`)',
  "moduleName('apps/play/main.ts')",
  "'see node_modules/jwt-sandbox/docs/mesh.md: npx jwt-sandbox play 1 --expired'",
  "fetch('https://x.test/docs/x.md')",
])('what is there may be read and named: %s', (text) => {
  expect(() => check(text)).not.toThrow()
})

test.each([
  ["join(TOP, 'node_modules/jwt-sandbox/x', 'core/page/none.css')", 'core/page/none.css'],
  ['join(TOP, `deploy/policies/${name}.yaml`)', 'deploy/policies/'],
  ["'see node_modules/jwt-sandbox/docs/none.md.'", 'node_modules/jwt-sandbox/docs/none.md'],
  ["'What to do: apps/judge/README.md'", 'apps/judge/README.md'],
  ["'npx jwt-sandbox bench measures'", 'npx jwt-sandbox bench'],
  ["'npx jwt-sandbox play -- --brief'", 'npx jwt-sandbox play -- --brief'],
  ["'or npm start'", 'or npm start'],
])('what is not there ends the build: %s', (text, named) => {
  expect(() => check(text)).toThrow(`m.js names ${named}, which the package does not have`)
})

test('a step of the workshop may name code of the sources, as it says that it is there', () => {
  const text = "const file = 'core/rings/rotation.ts'"
  expect(() => check(text)).toThrow('core/rings/rotation.ts')
  expect(() => check(text, 'apps/console/workshop/steps/one.js')).not.toThrow()
})
