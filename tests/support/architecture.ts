import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { isTest, isWithin, importsOf, targetOf } from './imports.ts'
import { PROJECT } from './project-files.ts'

/**
 * The doors of the house as data: what each room may import. A door is a folder, a file, a package, or `node:` for
 * all of the platform. A room may always import itself. The longest name that fits a file is its room.
 */
const KEYS = [
  'core/token',
  'core/store',
  'core/trace',
  'core/clock.ts',
  'core/error-text.ts',
  'core/shown-text.ts',
  'core/files',
  'jose',
  'node:',
]
const LESSONS = ['#scenarios', '#attacks']
const HOUSE = ['core', 'jwt-factory', 'scenarios', 'apps', ...LESSONS, '#factory-client']

/** Whoever leaves tokens to a sidecar has no line of token code. */
const PLAIN_HTTP = ['core/http/node-http.ts', 'node:']

/** What the factory is tested with and documents are made with, and never built of. */
const CLIENTS_OF_OTHERS = ['prettier', 'openid-client', 'express-oauth2-jwt-bearer', 'jsonwebtoken', 'jwks-rsa']

/** Each in a file or a folder of its own, which knows no other. */
const DIALECTS = 'core/access/dialects'

/** Which tokens a mesh believes is written in its policies, so whoever checks them takes the type of a rule from there. */
const JWT_RULE = 'core/policy/mesh/jwt-rule.ts'

/** They have a package of their own, which nothing else uses. */
const INTEROP_ROOM = 'tests/interop/javascript'
const interopPackage = JSON.parse(readFileSync(join(PROJECT, 'tests/interop/package.json'), 'utf8'))

/** By which files of people are read, without their YAML library. */
const FOR_FILES = ['yaml-parts', 'nearest', 'go-duration'].map((name) => `core/config/${name}.ts`)

export const DOORS: Record<string, readonly string[]> = {
  'core/token': ['jose', 'node:crypto', 'node:buffer'],
  'core/clock.ts': ['node:'],
  'core/error-text.ts': [],
  'core/shown-text.ts': [],
  'core/trace': ['core/shown-text.ts', 'core/clock.ts', 'node:'],
  'core/store': ['core/clock.ts', 'core/error-text.ts', 'node:', 'ioredis', 'pg'],
  'core/files': ['core/clock.ts', 'core/store', 'jose', 'node:'],
  'core/keys': KEYS,
  'core/key-sources': [...KEYS, 'core/keys'],
  'core/registry': [...KEYS, 'core/keys'],
  'core/rings': [...KEYS, 'core/keys'],
  'core/access': [...KEYS, 'core/keys', 'core/key-sources', 'core/rings', JWT_RULE],
  [DIALECTS]: ['core/token', 'core/access', JWT_RULE, 'node:buffer'],
  'core/policy': [...FOR_FILES, 'core/token', 'core/shown-text.ts'],
  'core/http': ['core', 'node:', 'express', 'undici', 'zod', 'mkcert', '@peculiar/x509', 'reflect-metadata'],
  'core/control': ['core', 'node:', 'express', 'jose', 'zod'],
  'core/openapi': ['core', 'zod'],
  'core/login': ['core', 'node:', 'jose', 'openid-client'],
  'core/page': ['core', 'node:', 'express', 'htm', 'preact', 'preact-render-to-string'],
  'core/config': ['core', 'node:', 'zod', 'yaml'],
  'core/process': ['core', 'node:', 'dotenv'],
  'core/telemetry': ['core', 'node:', 'express'],
  'core/log-pace.ts': ['core/clock.ts'],
  'core/log.ts': ['core', 'node:', 'pino'],
  'jwt-factory': ['core', 'node:', 'express', 'zod'],
  'jwt-factory/provider': ['core', 'jwt-factory', 'node:', 'express', 'zod', 'oidc-provider'],
  'jwt-factory/people/passwords': ['core/files', 'node:', 'hash-wasm'],
  'jwt-factory/people/sources/ldap': ['core', 'jwt-factory/people', 'node:', 'ldapts'],
  'scenarios/attacks': ['core/token', 'core/access', 'jose', 'node:crypto', 'node:buffer', 'node:zlib'],
  scenarios: ['core/token', 'core/access', 'core/http/query.ts', 'jose', 'node:'],
  'apps/mesh': ['core', 'node:', 'zod'],
  'apps/gateway': ['core', 'node:', 'zod'],
  'apps/relay': ['core', 'node:', 'zod'],
  'apps/sidecar': ['core', 'node:', 'zod', 'jose', '@peculiar/x509', 'reflect-metadata'],
  'apps/service/plain': [...PLAIN_HTTP, 'core/http/find-host.ts'],
  'apps/web-ui': PLAIN_HTTP,
  'apps/web-ui/main.ts': ['core/process', 'apps/web-ui'],
  'apps/web-ui/alone': ['core', 'apps/web-ui', 'node:', 'zod'],
  'apps/web-ui/login': ['core', 'apps/web-ui', 'node:'],
  'apps/web-ui/pages': ['core', 'apps/web-ui', 'node:'],
  'apps/backend-api': PLAIN_HTTP,
  'apps/backend-api/main.ts': ['core/process', 'apps/backend-api'],
  'apps/service': ['core', '#scenarios', '#factory-client', 'node:', 'express', 'zod'],
  'apps/play': ['core', '#scenarios', 'node:'],
  'apps/control': ['core', 'node:', 'zod'],
  'apps/sandbox': [...HOUSE, 'node:', 'concurrently', 'undici'],
  'apps/neighbours': [...HOUSE, 'node:', 'express', 'yaml', 'zod'],
  'apps/console': [...HOUSE, 'node:', 'express', 'preact', 'zod'],
  'apps/workshop': [...HOUSE, 'node:', 'express', 'preact', 'zod'],
  'apps/keygen': [...HOUSE, 'node:'],
  'apps/drill': [...HOUSE, 'node:', 'undici'],
  'apps/judge': [...HOUSE, 'node:', 'express', 'jose', 'undici', 'zod'],
  'deploy/package': ['core', 'node:', 'reflect-metadata', 'rolldown'],
  'apps/probe': [...HOUSE, 'node:', 'express', 'jose', 'preact-render-to-string', 'undici', 'zod'],
  testkit: [...HOUSE, 'node:', 'undici'],
  'testkit/vitest.ts': ['testkit', 'vitest'],
  'testkit/verify.example.ts': ['testkit', 'node:', 'express'],
  tests: [
    ...HOUSE,
    'testkit',
    'node:',
    'dotenv',
    'express',
    'fast-check',
    'ioredis',
    'jose',
    'ldapts',
    'mkcert',
    'pg',
    'undici',
    'yaml',
    'zod',
    ...CLIENTS_OF_OTHERS,
  ],
  [INTEROP_ROOM]: ['node:', ...Object.keys(interopPackage.dependencies)],
}

/** Stand-ins for what is outside of the house, for the tests of any room. */
const SUPPORT = 'tests/support'

/** What the tests of any room may use besides. */
const TEST_DOORS = ['vitest', 'supertest', 'fast-check', 'openid-client', 'core', ...LESSONS, 'jose', 'node:', SUPPORT]

/** Only these may reach into other rooms by a relative import. */
const COMPOSING = 'sandbox neighbours console keygen drill judge probe workshop'.split(' ')
const COMPOSERS = new Set(['testkit', 'tests', ...COMPOSING.map((name) => `apps/${name}`)])

/** A test is in the room of the file that it stands beside. */
export function roomOf(file: string): string | undefined {
  const tested = file.replace(/\.test\.ts$/, '.ts')
  const fitting = Object.keys(DOORS).filter((room) => isWithin(tested, room))
  return fitting.sort((a, b) => b.length - a.length)[0]
}

/** The room whose walls a relative import must not cross. */
function houseWall(file: string): string {
  const [first = '', second = ''] = file.split('/')
  return first === 'apps' ? `apps/${second}` : first
}

/** Everything about the import lines of a file that the house does not allow, a sentence each, the room first. */
export function importFaults(file: string, text: string): string[] {
  const room = roomOf(file)
  if (room === undefined) return [`${file} is in no room of the house`]
  const doors = [...(DOORS[room] ?? []), ...(isTest(file) ? TEST_DOORS : [])]
  return importsOf(text).flatMap((specifier) => {
    const target = targetOf(file, specifier)
    const faults: string[] = []
    if (!isWithin(target, room) && !doors.some((door) => opens(door, target))) faults.push('has no door to')
    const mayLeave = COMPOSERS.has(room) || (isTest(file) && isWithin(target, SUPPORT))
    if (specifier.startsWith('.') && !isWithin(target, houseWall(file)) && !mayLeave) {
      faults.push('leaves through the wall to')
    }
    if (isOtherDialect(file, target) && !(text.includes('dialectLike(strict') && OURS.test(target)))
      faults.push('of one dialect knows another by')
    if (isAllParts(file, target)) faults.push('is handed everything by')
    faults.push(...formFaults(file, specifier))
    return faults.map((fault) => `${room} ${fault} ${specifier} (${file})`)
  })
}

const OURS = /\/(?:sidecar|relay)\.ts$/ // whoever says in what it differs from them (dialectLike) names them
const dialectOf = (file: string) =>
  isWithin(file, DIALECTS) ? file.slice(DIALECTS.length + 1).replace(/(?:\/|\.ts$).*/, '') : undefined

const isOtherDialect = (file: string, target: string) =>
  !isTest(file) && isWithin(file, DIALECTS) && isWithin(target, DIALECTS) && dialectOf(file) !== dialectOf(target)

/** What a process is made of is seen where it is put together, beside its `parts.ts`; below, each is handed what it uses. */
const isAllParts = (file: string, target: string) =>
  posix.basename(target) === 'parts.ts' && posix.dirname(file) !== posix.dirname(target)

/**
 * A relative import says the file, ending and all; a `#` name has no ending, so that a build can compile it; inside core
 * all are relative.
 */
function formFaults(file: string, specifier: string): string[] {
  if (specifier.startsWith('.')) return /\.[jt]s$/.test(specifier) ? [] : ['leaves out the ending of']
  if (!specifier.startsWith('#')) return []
  if (specifier.endsWith('.ts')) return ['writes an ending to']
  return file.startsWith('core/') && specifier.startsWith('#core/') ? ['goes around by'] : []
}

function opens(door: string, target: string): boolean {
  return door === 'node:' ? target.startsWith('node:') : isWithin(target, door)
}

/** The doors with a name, as files. */
const NAMED_DOORS: Record<string, string> = {
  '#scenarios': 'scenarios/index.ts',
  '#attacks': 'scenarios/attacks/index.ts',
  '#factory-client': 'jwt-factory/client.ts',
}

/** The file behind a name that another one imports; the name of a package as it is. */
export const fileOf = (file: string, specifier: string) =>
  NAMED_DOORS[specifier] ?? posix.normalize(targetOf(file, specifier))
