import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Pool } from 'undici'
import { startChild } from '../../../apps/sandbox/child.ts'
import { PROJECT } from '../../support/project-files.ts'
import { toolAt } from '../../support/packed/tools.ts'
import { sendLoad, type Plan, type TellProgress } from '../load.ts'
import type { WireRequest } from '../requests.ts'
import { spread, type Spread } from '../summary.ts'
import { cpuSeconds, peakMegabytes } from '../usage.ts'
import type { BenchIssuer } from './issuer-starts.ts'

/** What an issuer costs the tests that start one. */
export interface IssuerFigures {
  name: string
  /** Milliseconds of CPU that the import takes. */
  importCpu: Spread
  /** Milliseconds from the call to the first token. */
  firstToken: Spread
  /** The same in milliseconds of CPU, which other programs change less. */
  firstTokenCpu: Spread
  /** Milliseconds of CPU that one answer with a token takes, of the issuer alone. */
  tokenCpu: Spread
  perSecond: Spread
  megabytes: Spread
}

interface MeasuredIssuer {
  name: BenchIssuer
  /** What is imported: ours as others install it, and not the sources. */
  entry: string
  install: string
}

const ISSUERS_FOR_TESTS: readonly MeasuredIssuer[] = [
  {
    name: 'jwt-sandbox',
    entry: join(PROJECT, 'build/package/bundle/testkit/testing.js'),
    install: 'npm run package',
  },
  {
    name: 'oauth2-mock-server',
    entry: toolAt('oauth2-mock-server', 'dist', 'index.mjs'),
    install: 'npm ci --prefix tests/packed',
  },
]

const TOKEN_ALGORITHMS = ['RS256', 'ES256']

/** Rows that are measured on this machine, by their names, and one for each that cannot be. */
export const ISSUER_ROWS: readonly string[] = ISSUERS_FOR_TESTS.flatMap(({ name }) =>
  TOKEN_ALGORITHMS.map((algorithm) => `${name} ${algorithm}`),
)

/** Why some of them are not measured here, a sentence for each. */
export const lackingIssuers = (): string[] =>
  ISSUERS_FOR_TESTS.flatMap(({ name, entry, install }) =>
    existsSync(entry) ? [] : [`${name} is not measured: run "${install}" first.`],
  )

/**
 * Starts issuers for tests, ours and others, one after the other and each so often, and asks each for tokens.
 * @param rows some of {@link ISSUER_ROWS}
 * @param folder where they run
 */
export async function measureIssuers(
  rows: readonly string[],
  plan: Plan,
  folder: string,
  tell: TellProgress,
): Promise<IssuerFigures[]> {
  const all = ISSUERS_FOR_TESTS.filter(({ entry }) => existsSync(entry))
    .flatMap((issuer) =>
      TOKEN_ALGORITHMS.map((algorithm) => ({ ...issuer, algorithm, row: `${issuer.name} ${algorithm}` })),
    ) // prettier-ignore
    .filter(({ row }) => rows.includes(row))
  const found = new Map<string, IssuerRun[]>()
  for (let time = 1; time <= plan.starts; time++) {
    tell(`Issuers for tests, start ${time} of ${plan.starts} …`)
    for (const { row, ...issuer } of all)
      found.set(row, [...(found.get(row) ?? []), await runIssuer(issuer, plan, folder)])
  }
  return [...found].map(([name, runs]) => {
    const of = (figure: keyof IssuerRun) => spread(runs.map((run) => run[figure]))
    return { name, importCpu: of('importCpu'), firstToken: of('firstToken'), firstTokenCpu: of('firstTokenCpu'), tokenCpu: of('tokenCpu'), perSecond: of('perSecond'), megabytes: of('megabytes') } // prettier-ignore
  })
}

type IssuerRun = Record<Exclude<keyof IssuerFigures, 'name'>, number>

const ASK_FOR_TOKEN: WireRequest = {
  method: 'POST',
  path: '/token',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'grant_type=client_credentials&client_id=orders&client_secret=any&audience=billing',
}

async function runIssuer(
  { name, entry, algorithm }: MeasuredIssuer & { algorithm: string },
  plan: Plan,
  folder: string,
): Promise<IssuerRun> {
  const told = { importCpu: Number.NaN, firstToken: Number.NaN, firstTokenCpu: Number.NaN }
  const words = ['tests/bench/issuers/main.ts', name, entry, algorithm] as const
  // Nothing that an earlier run has compiled: in a test nobody turns that on.
  const child = await startChild(words, folder, { NODE_DISABLE_COMPILE_CACHE: '1' }, (line) =>
    Object.assign(told, line),
  )
  const pool = new Pool(child.url, { connections: plan.connections })
  const spent = () => cpuSeconds(child.pid)
  try {
    await sendLoad(pool, () => ASK_FOR_TOKEN, /"access_token":"/, { ...plan, ...plan.warmUp }, spent)
    const before = spent()
    const { milliseconds, seconds } = await sendLoad(pool, () => ASK_FOR_TOKEN, /"access_token":"/, plan, spent)
    const { length } = milliseconds
    const tokenCpu = (1000 * (spent() - before)) / length
    const { importCpu, firstToken, firstTokenCpu } = told
    return {
      importCpu,
      firstToken,
      firstTokenCpu,
      tokenCpu,
      perSecond: length / seconds,
      megabytes: peakMegabytes(child.pid),
    }
  } finally {
    await pool.close()
    await child.stop()
  }
}
