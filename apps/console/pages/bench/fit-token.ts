import type { BenchChoices, BenchState, DecodedToken, ExpectationPreset } from './bench-state.ts'

type Fitted = Pick<BenchState, 'keys' | 'expected' | 'destination' | 'signer'>

/** Chooses keys, expectations, who signs another one and where to send it, by what a token says of itself. A help for typing: nobody believes it by that. Where
 * somebody has chosen, it is sent there. */
export function fitToToken(
  { choices, expected: before, keys: keysBefore, destination: sentBefore, signer: signerBefore, ...state }: BenchState,
  decoded: DecodedToken,
): Fitted {
  const [header, claims] = ['header', 'payload'].map((part) => membersOfPart(decoded, part))
  const preset = presetFor(choices, header, claims)
  const expected = preset ? { ...valuesIn(preset), clock: before.clock } : before
  const sendTo = choices.destinations.findIndex(
    ({ to, label }) => to === preset?.audience && fitsKind(label, preset.id),
  )
  const keys = keysFor(choices, claims)
  const by = preset?.id.endsWith(' selfSigned') ? { from: 'service', value: claims?.['sub'] } : keys
  const signer = choices.signers.findIndex(({ kind, name }) => kind === by?.from && name === by.value)
  return {
    keys: keys ?? keysBefore,
    expected,
    signer: signer >= 0 ? signer : signerBefore,
    destination: sendTo >= 0 && !state.isDestinationChosen ? sendTo : sentBefore,
  }
}

/** The fields of a preset. */
export const valuesIn = ({ id: _id, label: _label, ...values }: ExpectationPreset) => values

const membersOfPart = ({ parts }: DecodedToken, name: string): Record<string, unknown> => {
  const value = parts.find(({ part }) => part === name)?.value
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {} // as it says
}

function presetFor(
  { presets }: BenchChoices,
  header: Record<string, unknown> = {},
  claims: Record<string, unknown> = {},
): ExpectationPreset | undefined {
  const audiences = new Set([claims['aud']].flat())
  const ofAudience = presets.filter(({ audience }) => audiences.has(audience))
  const candidates = ofAudience.length > 0 ? ofAudience : presets.slice(0, 3)
  const type = String(header['typ'] ?? 'JWT').toLowerCase()
  const score = (preset: ExpectationPreset) =>
    (preset.issuer === claims['iss'] ? 2 : 0) + (preset.type.toLowerCase() === type ? 1 : 0)
  return candidates.toSorted((a, b) => score(b) - score(a))[0]
}

function keysFor(
  { rings, issuers, presets }: BenchChoices,
  claims: Record<string, unknown> = {},
): BenchState['keys'] | undefined {
  const issuer = issuers.find(({ url }) => url === claims['iss'])
  if (issuer) return { from: 'issuer', value: issuer.name }
  const isOfRing = presets.some(({ id, issuer }) => id.endsWith(' plain') && issuer === claims['iss'])
  const ring = isOfRing ? rings.find((name) => name === claims['sub']) : undefined
  return ring === undefined ? undefined : { from: 'ring', value: ring }
}

/** Access tokens are for scenarios that want them. */
const fitsKind = (label: string, presetId: string) =>
  presetId.endsWith(' accessToken')
    ? label.includes('access token')
    : presetId.endsWith(' selfSigned')
      ? label.includes('key of its caller')
      : label.includes('asks the factory')
