import type { ProbeOptions } from './options.ts'

/** What only a token that is signed here can have. */
const OF_SIGNED = { audience: '--audience', issuer: '--issuer', type: '--typ', scope: '--scope', algorithms: '--algorithms' } as const // prettier-ignore

/**
 * A token that stood in a pasted command is the good one of the run, unless the person named an issuer: then nothing is signed here, and
 * what was said about good tokens changes none.
 * @returns one line for the person; undefined where nothing of what was said is lost
 */
export function sayPastedToken(
  { issuer, expected }: Pick<ProbeOptions, 'issuer' | 'expected'>,
  token: string | undefined,
): string | undefined {
  if (token === undefined || issuer.kind !== 'factory' || issuer.url !== undefined) return undefined
  const said = Object.entries(OF_SIGNED).flatMap(([name, option]) =>
    expected[name as keyof typeof OF_SIGNED] === undefined ? [] : [option],
  ) // its own keys
  if (said.length === 0) return undefined
  return `The token in the command of --curl is the good one of this run, so nothing is signed, and ${said.join(', ')} ${said.length === 1 ? 'changes' : 'change'} no token. With --factory URL or --serve-issuer PORT bad tokens are signed, and that one is not sent.`
}
