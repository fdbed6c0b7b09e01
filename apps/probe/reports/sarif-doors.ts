import { hash } from 'node:crypto'
import { isLocalName } from '#core/http/local'
import type { BaselineComparison } from './compare-baseline.ts'
import { doorFindings } from './door-finding.ts'
import type { FullReport } from './full-report.ts'
import { sarifKnown } from './sarif-log.ts'
import { locationPath } from './sarif-place.ts'

/** Of a service of the sandbox which one it is, and in which scenario; undefined where the target is another. */
export function doorOfTarget({ url, audience }: FullReport['target']): string | undefined {
  const { hostname = '', pathname = '' } = URL.parse(url) ?? {}
  const [, number] = /^\/scenario(\d+)-server$/.exec(pathname) ?? []
  const isOurs = number !== undefined && isLocalName(hostname) && /^service[abc]$/.test(audience)
  return isOurs ? `${audience}, scenario ${number}` : undefined
}

const DOOR_RULES = [
  {
    id: 'matrix-no-certificate',
    kind: 'no-certificate',
    level: 'error',
    score: '8.0',
    text: 'A door of the mesh lets in without a certificate',
    help: 'Speak mutual TLS alone there: PeerAuthentication with mode STRICT.',
  },
  {
    id: 'matrix-open',
    kind: 'open',
    level: 'error',
    score: '9.1',
    text: 'A door of the sandbox lets in without a good token',
    help: 'Refuse with 401 whoever has no token, and whoever shows one that is not believed.',
  },
  {
    id: 'matrix-believed',
    kind: 'believed',
    level: 'error',
    score: '8.0',
    text: 'A door of the sandbox believes a token that is not for it',
    help: 'Whoever steals the token can call that door, too. Compare aud exactly with the name of the service.',
  },
  {
    id: 'matrix-refused',
    kind: 'good-refused',
    level: 'warning',
    score: '5.5',
    text: 'A door of the sandbox refuses a token that is for it',
    help: 'Accept what the standard allows, or callers that keep to it break.',
  },
] as const

/**
 * Doors that answered a token as they should not: a rule for each way to be wrong, a result for each door. What the baseline
 * accepts is suppressed.
 */
export function doorResults(
  { matrix }: Pick<FullReport, 'matrix'>,
  firstIndex: number,
  comparison?: BaselineComparison,
) {
  const accepted = new Map(comparison?.acceptedDoors.map(({ door, because }) => [door.id, because]))
  const wrong = doorFindings(matrix).flatMap((door) => {
    const rule = DOOR_RULES.find(({ kind }) => kind === door.kind)
    return rule ? [{ ...door, rule }] : []
  })
  const used = DOOR_RULES.filter((rule) => wrong.some((each) => each.rule === rule))
  return {
    rules: used.map(({ id, text, help, level, score }) => ({
      id,
      name: id,
      shortDescription: { text },
      fullDescription: { text },
      help: { text: help },
      defaultConfiguration: { level },
      properties: { tags: ['security', 'matrix', 'external/cwe/cwe-863'], 'security-severity': score },
    })),
    results: wrong.map(({ id, rule, sentence, place }) => {
      const fingerprint = hash('sha256', JSON.stringify([rule.id, place, sentence]))
      return {
        ruleId: rule.id,
        ruleIndex: firstIndex + used.indexOf(rule),
        level: rule.level,
        message: { text: `${sentence[0]?.toUpperCase()}${sentence.slice(1)}.` },
        locations: [doorLocation(place)],
        partialFingerprints: {
          'probeFinding/v2': fingerprint,
          primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`,
        },
        ...(comparison && sarifKnown(accepted.get(id))),
        properties: { id, ...(place !== undefined && { door: place }) },
      }
    }),
  }
}

function doorLocation(place = 'the sandbox') {
  const [service = '', , path = '/'] = place.split(' ')
  const uri = locationPath({ ...NO_TARGET, url: `http://${service}${path}` })
  return {
    physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
    logicalLocations: [{ name: place, fullyQualifiedName: place, kind: 'resource' }],
  }
}

const NO_TARGET = { method: '', issuer: '', audience: '', type: '', algorithms: [], mode: 'white-box' } as const
