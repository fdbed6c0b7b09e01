import { expect } from 'vitest'
import { readClientSecret } from '#core/files/service-folder'
import { CALL_TRACE, type Call } from './control-calls.ts'
import type { Controlled } from './controlled.ts'
import { expectRingsRight } from './right-rings.ts'
import type { TestSandbox } from './sandbox.ts'

/** What came of a call: of itself it never fails. */
interface Done {
  call: string
  /** Of the problem, where there is one. */
  type?: string
}

const waits = ({ path, body }: Call) => path === '/control/faults' && /"hang"|"10m"/.test(JSON.stringify(body))

/**
 * Does it all, one step after the other. From the first fault on that lets somebody wait for long, nothing is waited for.
 * @returns what is open still
 */
export async function doAll(sandbox: TestSandbox, sequence: Call[][]): Promise<Promise<Done>[]> {
  const open: Promise<Done>[] = []
  for (const atOnce of sequence) {
    const calls = atOnce.map((call) => doOne(sandbox, call))
    open.push(...calls)
    const isFree = open.length === calls.length && !atOnce.some(waits)
    if (isFree) expectNoBugs(await Promise.all(open.splice(0)))
    else await Promise.all(calls.filter((_call, at) => atOnce[at]?.path.startsWith('/control')))
  }
  return open
}

async function doOne(sandbox: TestSandbox, { process, method, path, body, isTraced }: Call): Promise<Done> {
  const { faults } = sandbox.status()[process]
  const address = path.replace(':newest', faults.at(-1)?.id ?? 'f0')
  const headers = isTraced && { traceparent: `00-${CALL_TRACE}-${'d'.repeat(16)}-00` }
  const init = path === '/revoke' ? await revocation(sandbox) : { ...(body !== undefined && { body }) }
  const asking = sandbox.plain(process, address, { method, ...(headers && { headers }), ...init })
  const answer = await asking.catch(() => undefined) // a fault may have ended it
  return { call: `${method} ${process}${address}`, type: answer?.body?.type }
}

/** Of a good token of servicea, by servicea. */
async function revocation({ keysFolder, mint }: TestSandbox) {
  const secret = (await readClientSecret(keysFolder, 'servicea')) ?? ''
  const authorization = `Basic ${Buffer.from(`servicea:${secret}`).toString('base64')}`
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  return { headers, body: String(new URLSearchParams({ token: await mint() })) }
}

/** Whatever is answered is an answer. */
const expectNoBugs = (done: readonly Done[]) =>
  expect(done.filter(({ type }) => type === 'urn:jwt-sandbox:problem:bug')).toEqual([])

/**
 * @param open what waits still: the reset lets it go on
 * @param plays that all is well; whatever was done before
 */
export async function expectRightAfterReset(
  sandbox: TestSandbox,
  { reset, ask }: Pick<Controlled, 'reset' | 'ask'>,
  open: readonly Promise<Done>[],
  plays: () => Promise<void>,
): Promise<void> {
  await reset()
  expectNoBugs(await Promise.all(open))
  for (const name of ['jwt-factory', 'servicea', 'serviceb', 'servicec'] as const)
    expect((await ask(name, 'GET', '')).body).toMatchObject({ set: [], faults: [], clock: { moved: false } })
  await plays()
  await expectRingsRight(sandbox)
  expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([])
}
