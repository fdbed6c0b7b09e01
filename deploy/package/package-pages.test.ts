import { expect, test } from 'vitest'
import { readProject } from '../../tests/support/project-files.ts'
import { ownNames, PACKAGE_PAGES } from './own-names.ts'
import { packagePage } from './package-pages.ts'

test('a page leads to pages that come along, and names what does not', () => {
  const text = 'See [control](../docs/control.md#rules), [all](../scenarios/attacks/README.md), [the test](x.test.ts), [below](#more), [RFC](https://rfc.test/1).' // prettier-ignore
  expect(packagePage('testkit/README.md', text)).toBe(
    'See [control](control.md#rules), [all](attacks.md), the test, [below](#more), [RFC](https://rfc.test/1).',
  )
})

test('a page names modules and commands as they are in the package', () => {
  expect(packagePage('testkit/README.md', "from './testing.ts' and './mine.ts', `npm run probe -- --url x`")).toBe(
    "from 'jwt-sandbox/testing' and './mine.ts', `npx jwt-sandbox probe --url x`",
  )
})

test('a message says where such a page is found', () => {
  expect(ownNames('see docs/mesh.md, docs/speed.md and https://x.test/docs/mesh.md')).toBe(
    'see node_modules/jwt-sandbox/docs/mesh.md, docs/speed.md and https://x.test/docs/mesh.md',
  )
})

test('every page that a message of a command names comes along', async () => {
  const sources = await readProject((path) => /^(?:core|apps|jwt-factory|testkit)\/.*(?<!\.test|\.browser)\.ts$/.test(path)) // prettier-ignore
  const said = [...sources.values()].flatMap((text) =>
    text
      .split('\n')
      .filter((line) => !/^\s*(?:\/\*\*|\*|\/\/)/.test(line))
      .flatMap((line) => line.match(/(?<=['"`(> ])docs\/[a-z-]+\.md\b/g) ?? []),
  )
  expect(said.length).toBeGreaterThan(10)
  expect([...new Set(said)].filter((page) => !Object.hasOwn(PACKAGE_PAGES, page))).toEqual([])
})

test('programs that a page shows are read by the oldest Node, too', async () => {
  const pages = await readProject((path) => Object.hasOwn(PACKAGE_PAGES, path))
  const shown = [...pages].flatMap(([path, text]) => [...text.matchAll(/^```\w+\n[^]*?^```$/gm)].map(([block]) => [path, block])) // prettier-ignore
  expect(shown.length).toBeGreaterThan(50)
  expect(shown.filter(([, block = '']) => /^(?:\+ )? *(?:await )?using \w+ =/m.test(block))).toEqual([])
})

/** Paths of the sources, wherever they stand in a page, and imports that only modules there can make. */
const SOURCE_PATH =
  /(?<![\w/.:@$}-])(?:(?:\.\.?\/)*(?:tests|apps|examples|testkit|core|jwt-factory|scenarios|deploy|keys|docs|bench)\/[\w-][\w./-]*)|(?<=from ')[.#][^']*/g
const IN_PACKAGE = /(?:\.jwt-sandbox|node_modules\/jwt-sandbox)\/[\w./-]*/g

test('no page of the package names a path that is not there', async () => {
  const pages = await readProject((path) => Object.hasOwn(PACKAGE_PAGES, path) && path !== 'CHANGELOG.md') // it tells of the sources, too
  const shown = [...pages].map(([path, text]) => [path, packagePage(path, text)] as const)
  const strange = shown.flatMap(([path, text]) => (text.replace(/\]\([^)]*\)/g, ']').replace(IN_PACKAGE, '').match(SOURCE_PATH) ?? []).map((each) => `${path}: ${each}`)) // prettier-ignore
  expect(strange).toEqual([])
  const named = shown.flatMap(([, text]) => text.match(/(?<=node_modules\/jwt-sandbox\/)deploy\/kubernetes[\w/-]*(?:\.yaml)?/g) ?? []) // prettier-ignore
  expect(named.length).toBeGreaterThan(5)
  const files = [...(await readProject((path) => path.startsWith('deploy/kubernetes/'))).keys()]
  expect(named.filter((each) => !files.some((file) => file === each || file.startsWith(`${each}/`)))).toEqual([])
})

test('what has changed is told without a link to what does not come along', async () => {
  const [[path, text] = ['', '']] = await readProject((each) => each === 'CHANGELOG.md')
  const links = [...packagePage(path, text).matchAll(/\]\((?!https:)(?<to>[^)#]+)/g)].map(
    ({ groups }) => groups?.['to'],
  )
  expect(links.length).toBeGreaterThan(10)
  expect(links.filter((to) => !Object.values(PACKAGE_PAGES).includes(to ?? ''))).toEqual([])
})

test('a page has the places of keys as they are there, and nothing that is about the sources alone', () => {
  const text = 'Trust `keys/tls/ca.pem` of localhost:5555/keys/tls. <!-- sources -->See tests/x.<!-- /sources --> So.'
  expect(packagePage('docs/control.md', text)).toBe(
    'Trust `.jwt-sandbox/keys/tls/ca.pem` of localhost:5555/keys/tls. So.',
  )
})
