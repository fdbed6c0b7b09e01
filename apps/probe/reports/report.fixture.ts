import type { CaseResult, Finding } from '../probe-report.ts'
import type { FullReport } from './full-report.ts'

/** What a target may answer: it moves a cursor, ends a tag and turns the line. */
const HOSTILE_BODY = '\u001B[2J<script>alert(1)</script>\u202E"]]>\uD800\u0000'

const refused: CaseResult = {
  id: 'sig-empty',
  family: 'signature',
  title: 'The signature is empty',
  class: 'MUST',
  severity: { level: 'critical', cwe: 347 },
  references: ['RFC 7515 §5.2', 'CVE-2020-28042'],
  expects: ['401 token'],
  verdict: 'refused',
  remarks: [],
  got: { status: 401, challenge: 'Bearer error="invalid_token"', body: '{"error":"invalid_token"}', milliseconds: 2.4 },
}

const AUDIENCE: Pick<Finding, 'kind' | 'isFailing' | 'remedy'> = {
  kind: 'believed',
  isFailing: true,
  remedy: "Name the audience where the token is verified: jwt.verify(token, key, { audience: 'serviceb' })",
}

const audience: CaseResult = {
  ...refused,
  id: 'aud-other-service',
  family: 'identity',
  title: 'It is for another service',
  severity: { level: 'critical', cwe: 284 },
  references: ['RFC 8725 §2.7, §3.9', 'CVE-2026-50627'],
  verdict: 'believed',
  finding: {
    ...AUDIENCE,
    severity: { level: 'critical', cwe: 284 },
    sentence: 'It believed a token for another service: whoever is called with a token can go on with it to this one.',
  },
  got: { status: 200, body: '{"hello":"servicea"}', milliseconds: 3.6 },
  token: 'eyJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJzZXJ2aWNlYyJ9.c2lnbmF0…',
  curl: 'curl -H \'Authorization: Bearer \'"$(cat aud-other-service.jwt)" https://localhost:8443/orders',
}

const CASES: readonly CaseResult[] = [
  refused,
  { ...refused, id: 'sig-bit-flipped', title: 'One bit of the signature is another', remarks: ['refused with 403 instead of 401'], got: { status: 403, body: '', milliseconds: 1 } }, // prettier-ignore
  audience,
  {
    ...audience,
    id: 'aud-missing',
    title: 'It is for nobody',
    references: ['RFC 9068 §4'],
    finding: { ...AUDIENCE, severity: { level: 'critical', cwe: 284 }, sentence: 'It believed a token that is for nobody.' }, // prettier-ignore
  },
  {
    ...audience,
    id: 'sub-empty',
    title: 'The subject is an empty text',
    class: 'POLICY',
    severity: { level: 'low', cwe: 20 },
    references: ['own policy'],
    finding: {
      kind: 'believed',
      isFailing: false,
      severity: { level: 'low', cwe: 20 },
      sentence: 'It believed a token without a name in its subject.',
      remedy: 'Refuse a token whose sub is empty.',
    },
  },
  {
    ...refused,
    id: 'json-deep',
    family: 'cost',
    title: 'Claims in 5000 levels',
    severity: { level: 'medium', cwe: 674 },
    references: ['RFC 8259 §9'],
    verdict: 'crashed',
    finding: {
      kind: 'crashed',
      isFailing: true,
      severity: { level: 'medium', cwe: 755 },
      sentence: 'It answered 500: a token without a good signature must not come as far as a fault of its own.',
      remedy: 'Turn every error of the token check into a 401.',
    },
    got: { status: 500, body: HOSTILE_BODY, milliseconds: 120 },
  },
  {
    ...refused,
    id: 'header-huge',
    family: 'cost',
    title: 'A header of 1 MB',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 400 },
    references: ['CWE-400'],
    expects: ['4xx size'],
    verdict: 'hung',
    finding: {
      kind: 'hung',
      isFailing: true,
      severity: { level: 'medium', cwe: 400 },
      sentence: 'It did not answer within 5 s.',
      remedy: 'Limit the size of headers.',
    },
  },
  {
    ...refused,
    id: 'kid-url',
    family: 'key',
    title: 'The key id is an address',
    severity: { level: 'high', cwe: 918 },
    references: ['RFC 8725 §3.10'],
    finding: {
      kind: 'watch',
      isFailing: true,
      severity: { level: 'high', cwe: 918 },
      sentence: 'It refused the token, but asked the address in it for a key.',
      remedy: 'Ask for keys at one address only, which is configured.',
    },
  },
  { ...refused, id: 'typ-id-token', family: 'type', title: 'It is an ID token', verdict: 'inconclusive', reason: 'It answers 200 to everybody: say --accepted-when.' }, // prettier-ignore
  { ...refused, id: 'exp-past', family: 'time', title: 'It has expired', verdict: 'not-run', reason: 'Nobody may move the clock of the target: say --control to let the probe do it.' }, // prettier-ignore
  { ...refused, id: 'nbf-future', family: 'time', title: 'It is not good yet', verdict: 'not-run', reason: 'Nobody may move the clock of the target: say --control to let the probe do it.' }, // prettier-ignore
  { ...audience, id: 'ok-plain', family: 'good', title: 'A good token', expects: ['2xx'], verdict: 'believed', references: ['RFC 7519 §7.2'] }, // prettier-ignore
  {
    ...refused,
    id: 'ok-aud-array',
    family: 'good',
    title: 'The audience is a list',
    expects: ['2xx'],
    severity: { level: 'medium', cwe: 703 },
    references: ['RFC 7519 §4.1.3'],
    finding: {
      kind: 'good-refused',
      isFailing: true,
      severity: { level: 'medium', cwe: 703 },
      sentence: 'It refused a good token: callers of an issuer that writes lists cannot come in.',
      remedy: 'Take an audience that is a list.',
    },
  },
]

/** One case of each verdict and each kind of finding. Tests change copies of it. */
export const REPORT_FIXTURE: FullReport = {
  target: {
    url: 'https://localhost:8443/orders',
    method: 'GET',
    issuer: 'https://localhost:5443',
    audience: 'serviceb',
    type: 'at+jwt',
    algorithms: ['ES256', 'RS256'],
    mode: 'white-box',
    library: 'jsonwebtoken',
  },
  controls: [
    { at: 'begin', good: 200, noToken: 401, garbage: 401, areRight: true },
    { at: 'after identity', good: 200, noToken: 401, garbage: 401, areRight: true },
    { at: 'end', good: 200, noToken: 401, garbage: 'none', areRight: false },
  ],
  summary: {
    byVerdict: { refused: 3, believed: 4, inconclusive: 1, crashed: 1, hung: 1, 'not-run': 2 },
    notRunByReason: { 'Nobody may move the clock of the target: say --control to let the probe do it.': 2 },
    findings: 7,
    failing: 6,
    unclearMust: 1,
    milliseconds: 8412,
  },
  cases: CASES.map(asRun),
  keySet: {
    title: 'The key set',
    head: ['what', 'measured', 'advised'],
    rows: [
      ['a new key is believed after', '✓ 1 s', 'some seconds'],
      ['reads for 100 unknown key ids', '✗ 100', '2 at most'],
      ['a removed key is believed for', '! 600 s', '300 s'],
    ],
    notes: ['Whoever sends unknown key ids makes it ask the issuer each time.'],
    tolerance: { tolerated: ['keys-jwks-500'], notTolerated: ['keys-jwks-drops'], notSeen: [] },
  },
}

/** No answer to what hung or was not run; a curl line in findings only. */
function asRun(result: CaseResult): CaseResult {
  const { got, finding, curl, ...rest } = result
  const isFound = finding !== undefined && result.id !== 'ok-plain'
  return {
    ...rest,
    ...(got && result.verdict !== 'hung' && result.verdict !== 'not-run' && { got }),
    ...(isFound && { finding, ...(curl !== undefined && { curl }) }),
  }
}
