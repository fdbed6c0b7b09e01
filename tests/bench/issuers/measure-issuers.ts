import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Pool } from 'undici'
import { startChild, type Child } from '../../../apps/sandbox/child.ts'
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
  /** What its first token is to stay below, in milliseconds from the call; undefined for those of others. */
  aim: number | undefined
  /** Milliseconds of CPU that the import takes. */
  importCpu: Spread
  /** Milliseconds from the call to the first token. */
  firstToken: Spread
  /** The start that others disturbed least. */
  firstTokenLeast: number
  /** The same in milliseconds of CPU, which other programs change less. */
  firstTokenCpu: Spread
  /** Milliseconds of CPU that one answer by HTTP with a token takes, of the issuer alone; NaN for a whole sandbox, whose clients are registered. */
  tokenCpu: Spread
  perSecond: Spread
  /** The same for a token that the test makes by call, one after the other. */
  callCpu: Spread
  callsPerSecond: Spread
  megabytes: Spread
}

interface MeasuredIssuer {
  name: BenchIssuer
  algorithm: string
  aim?: number
}

/** What is imported: ours as others install it, and not the sources. */
const OURS = { entry: join(PROJECT, 'build/package/bundle/testkit/testing.js'), install: 'npm run package' }
const OTHER = {
  entry: toolAt('oauth2-mock-server', 'dist', 'index.mjs'),
  install: 'npm ci --prefix tests/packed',
}

const LIBRARY_OF: Readonly<Record<BenchIssuer, { entry: string; install: string }>> = {
  'jwt-sandbox': OURS,
  'whole sandbox': OURS,
  'oauth2-mock-server': OTHER,
}

const ISSUERS_FOR_TESTS: readonly MeasuredIssuer[] = [
  { name: 'jwt-sandbox', algorithm: 'ES256', aim: 100 },
  { name: 'jwt-sandbox', algorithm: 'RS256', aim: 100 },
  { name: 'whole sandbox', algorithm: 'ES256', aim: 400 },
  { name: 'oauth2-mock-server', algorithm: 'ES256' },
  { name: 'oauth2-mock-server', algorithm: 'RS256' },
]

const rowOfIssuer = ({ name, algorithm }: MeasuredIssuer) => `${name} ${algorithm}`

const isHere = ({ name }: Pick<MeasuredIssuer, 'name'>) => existsSync(LIBRARY_OF[name].entry)

/** Rows that are measured on this machine, by their names, and one for each that cannot be. */
export const ISSUER_ROWS: readonly string[] = ISSUERS_FOR_TESTS.map(rowOfIssuer)

/** Why some of them are not measured here, a sentence for each. */
export const lackingIssuers = (): string[] =>
  [...new Set(ISSUERS_FOR_TESTS.map(({ name }) => name))]
    .filter((name) => !isHere({ name }))
    .map((name) => `${name} is not measured: run "${LIBRARY_OF[name].install}" first.`)

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
  const all = ISSUERS_FOR_TESTS.filter((issuer) => isHere(issuer) && rows.includes(rowOfIssuer(issuer)))
  const found = all.map((issuer) => ({ issuer, runs: [] as IssuerRun[] }))
  for (let time = 1; time <= plan.starts; time++) {
    tell(`Issuers for tests, start ${time} of ${plan.starts} …`)
    for (const { issuer, runs } of found) runs.push(await runIssuer(issuer, plan, folder))
  }
  return found.map(({ issuer, runs }) => {
    const of = (figure: keyof IssuerRun) => spread(runs.map((run) => run[figure]))
    return {
      name: rowOfIssuer(issuer),
      aim: issuer.aim,
      importCpu: of('importCpu'),
      firstToken: of('firstToken'),
      firstTokenLeast: Math.min(...runs.map(({ firstToken }) => firstToken)),
      firstTokenCpu: of('firstTokenCpu'),
      tokenCpu: of('tokenCpu'),
      perSecond: of('perSecond'),
      callCpu: of('callCpu'),
      callsPerSecond: of('callsPerSecond'),
      megabytes: of('megabytes'),
    }
  })
}

type IssuerRun = Record<Exclude<keyof IssuerFigures, 'name' | 'aim' | 'firstTokenLeast'>, number>

/** Tokens by call, after as many that are not counted. */
const MOST_CALLS = 1000

const ASK_FOR_TOKEN: WireRequest = {
  method: 'POST',
  path: '/token',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'grant_type=client_credentials&client_id=orders&client_secret=any&audience=billing',
}

async function runIssuer({ name, algorithm }: MeasuredIssuer, plan: Plan, folder: string): Promise<IssuerRun> {
  const none = Number.NaN
  const told = { importCpu: none, firstToken: none, firstTokenCpu: none, callCpu: none, callsPerSecond: none }
  const calls = String(Math.min(MOST_CALLS, plan.requests))
  const words = ['tests/bench/issuers/main.ts', name, LIBRARY_OF[name].entry, algorithm, calls] as const
  // Nothing that an earlier run has compiled: in a test nobody turns that on.
  const child = await startChild(words, folder, { NODE_DISABLE_COMPILE_CACHE: '1' }, (line) =>
    Object.assign(told, line),
  )
  try {
    const { importCpu, firstToken, firstTokenCpu, callCpu, callsPerSecond } = told
    const byHttp = name === 'whole sandbox' ? { tokenCpu: none, perSecond: none } : await askByHttp(child, plan)
    const megabytes = peakMegabytes(child.pid)
    return { importCpu, firstToken, firstTokenCpu, callCpu, callsPerSecond, ...byHttp, megabytes }
  } finally {
    await child.stop()
  }
}

async function askByHttp({ url, pid }: Child, plan: Plan): Promise<Pick<IssuerRun, 'tokenCpu' | 'perSecond'>> {
  const pool = new Pool(url, { connections: plan.connections })
  const spent = () => cpuSeconds(pid)
  try {
    await sendLoad(pool, () => ASK_FOR_TOKEN, /"access_token":"/, { ...plan, ...plan.warmUp }, spent)
    const before = spent()
    const { milliseconds, seconds } = await sendLoad(pool, () => ASK_FOR_TOKEN, /"access_token":"/, plan, spent)
    const { length } = milliseconds
    return { tokenCpu: (1000 * (spent() - before)) / length, perSecond: length / seconds }
  } finally {
    await pool.close()
  }
}
