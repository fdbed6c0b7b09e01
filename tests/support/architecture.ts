import { posix } from 'node:path'

const HOUSE = ['core', 'jwt-factory', 'scenarios', 'apps', '#scenarios', '#factory-client']

/** What the factory is tested with, and never built of. */
const CLIENTS_OF_OTHERS = ['openid-client', 'express-oauth2-jwt-bearer', 'jsonwebtoken', 'jwks-rsa']

/**
 * The doors of the house as data: what each room may import. A door is a folder, a file, a package, or `node:` for
 * all of the platform. A room may always import itself. The longest name that fits a file is its room.
 */
export const DOORS: Record<string, readonly string[]> = {
  'core/token': ['jose', 'node:crypto', 'node:buffer'],
  'core/clock.ts': [],
  'core/trace': ['core/clock.ts', 'node:'],
  'core/store': ['core/clock.ts', 'node:', 'ioredis'],
  'core/keys': ['core/token', 'core/store', 'core/clock.ts', 'jose', 'node:'],
  'core/access': ['core/token', 'core/store', 'core/trace', 'core/clock.ts', 'node:'],
  'core/http': ['core', 'node:', 'express', 'undici', 'zod', 'mkcert'],
  'core/config': ['core', 'node:', 'zod'],
  'core/log.ts': ['core', 'node:', 'pino'],
  'core/lifecycle.ts': ['core', 'node:'],
  'core/runtime.js': [],
  'jwt-factory': ['core', 'node:', 'express', 'zod', 'dotenv'],
  scenarios: ['core/token', 'core/access', 'jose', 'node:'],
  'apps/service': ['core', '#scenarios', '#factory-client', 'node:', 'express', 'dotenv'],
  'apps/keygen': ['core', '#scenarios', 'node:', 'dotenv'],
  'apps/play': ['core', '#scenarios', 'node:', 'dotenv'],
  // The composers.
  'apps/sandbox': [...HOUSE, 'node:', 'dotenv', 'concurrently', 'undici'],
  tests: [...HOUSE, 'node:', 'dotenv', 'express', 'ioredis', 'jose', 'mkcert', 'undici', ...CLIENTS_OF_OTHERS],
}

/** Stand-ins for what is outside of the house, for the tests of any room. */
const SUPPORT = 'tests/support'

/** What the tests of any room may use besides. */
const TEST_DOORS = ['vitest', 'supertest', 'fast-check', 'core', '#scenarios', 'jose', 'node:', SUPPORT]

/** Only these may reach into other rooms by a relative import. */
const COMPOSERS = new Set(['apps/sandbox', 'tests'])

const isTest = (file: string) => /\.(?:test|contract)\.ts$|(?:^|\/)test-[a-z-]+\.ts$|^tests\//.test(file)

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

const isWithin = (path: string, place: string) => path === place || path.startsWith(`${place}/`)

/** `import … from`, `export … from` and `import '…'` at the start of a line, and the function `import` anywhere. */
const IMPORT = /^(?:import|export)\s(?:[\w*{}\s,$]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm

/** Everything about the import lines of a file that the house does not allow, a sentence each, the room first. */
export function importFaults(file: string, text: string): string[] {
  const room = roomOf(file)
  if (room === undefined) return [`${file} is in no room of the house`]
  const doors = [...(DOORS[room] ?? []), ...(isTest(file) ? TEST_DOORS : [])]
  return [...text.matchAll(IMPORT)].flatMap(([, atStart, anywhere]) => {
    const specifier = atStart ?? anywhere ?? ''
    const target = targetOf(file, specifier)
    const faults: string[] = []
    if (!isWithin(target, room) && !doors.some((door) => opens(door, target))) faults.push('has no door to')
    const mayLeave = COMPOSERS.has(room) || (isTest(file) && isWithin(target, SUPPORT))
    if (specifier.startsWith('.') && !isWithin(target, houseWall(file)) && !mayLeave) {
      faults.push('leaves through the wall to')
    }
    faults.push(...formFaults(file, specifier))
    return faults.map((fault) => `${room} ${fault} ${specifier} (${file})`)
  })
}

/** A relative import says the file, ending and all; a `#` name has no ending, so that a build can compile it; inside core all are relative. */
function formFaults(file: string, specifier: string): string[] {
  if (specifier.startsWith('.')) return /\.[jt]s$/.test(specifier) ? [] : ['leaves out the ending of']
  if (!specifier.startsWith('#')) return []
  if (specifier.endsWith('.ts')) return ['writes an ending to']
  return file.startsWith('core/') && specifier.startsWith('#core/') ? ['goes around by'] : []
}

/** A relative import and `#core/…` as a path from the top of the project; anything else as it is. */
export function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier)
  return specifier.startsWith('#core/') ? `${specifier.slice(1)}.ts` : specifier
}

function opens(door: string, target: string): boolean {
  return door === 'node:' ? target.startsWith('node:') : isWithin(target, door)
}

/** Words that only some files may use, and why. The last ones are put together here, so that this file does not hold them itself. */
export const WORDS: { word: RegExp; only: RegExp; why: string }[] = [
  {
    word: /\bprocess\.(?:env|argv|exit)\b/,
    only: /(?:^|\/)main\.ts$|^core\/runtime\.js$|^tests\/|\.test\.ts$/,
    why: 'only a main.ts reads the environment and ends its process (and tests, for those that they start)',
  },
  {
    word: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.|\bhrtime\b/,
    only: /^core\/clock\.ts$|^tests\//,
    why: 'only core/clock.ts reads the time',
  },
  {
    word: new RegExp(
      [
        `NODE_TLS_${'REJECT'}_UNAUTHORIZED`,
        `reject${'Unauthorized'}\\b(?!['"]?\\s*:\\s*true)`,
        `trust${'Localhost'}`,
        `disable${'TLSCerts'}`,
        `curl[^\\n]* (?:-k|--${'insecure'})\\b`,
      ].join('|'),
    ),
    only: /^$/,
    why: 'certificate checks are never turned off',
  },
]

export function wordFaults(file: string, text: string): string[] {
  return WORDS.filter(({ word, only }) => !only.test(file) && word.test(text)).map(
    ({ word, why }) => `${roomOf(file) ?? file}: ${why}, but ${file} has "${word.exec(text)?.[0]}"`,
  )
}
