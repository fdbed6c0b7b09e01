import { CRITICAL_CASES, TYPE_CASES, TAKES_BOUND, type LibraryRemark } from './shared-remarks.ts'

/** Of gateways, as of libraries. */
export const GATEWAY_WORDS: Readonly<Record<string, readonly LibraryRemark[]>> = {
  HAProxy: [
    {
      text: 'takes a token without `exp`, with `crit`, or before its `nbf`: what no rule of the configuration says is not looked at',
      cases: ['exp-missing', 'crit-unknown', 'nbf-future'],
      mendedBy: 'the rules of examples/gateways/haproxy.cfg',
    },
    { text: 'reads the first of two equal names, where JavaScript reads the last', cases: ['json-duplicate-exp'] },
    {
      text: 'reads claims that are no JSON: what stands behind them, and a comma at the end',
      cases: ['json-trailing-garbage', 'json-comments'],
    },
    { text: 'ends a text at a NUL, so that an issuer with more behind it is ours', cases: ['iss-nul'] },
    { text: 'takes dates that are texts', cases: ['exp-string', 'nbf-string'] },
    {
      text: 'knows no list of audiences and no escapes, and refuses good tokens that have them',
      cases: ['ok-aud-array', 'ok-json-escapes', 'ok-exponent-dates'],
    },
    { text: 'knows no key sets: keys are files, and nobody looks at the key id', cases: ['key-kid-unknown'] },
    TAKES_BOUND,
  ],
  mod_auth_openidc: [
    {
      text: 'hands a claim on as it is: with `RequestHeader set`, what stands behind a line end in the subject is a header of its own for the service behind it',
      cases: ['sub-control'],
      mendedBy: '`Require claim "sub~^[!-~]{1,200}(?![^!-~])$"`',
    },
    { text: 'does not look at `nbf`', cases: ['nbf-future'] },
    {
      text: 'takes an `exp` that is missing, or that is no number, for none',
      cases: ['exp-missing', 'exp-string', 'exp-null', 'exp-boolean'],
    },
    { text: 'does not look at `crit` and `typ`', cases: [...CRITICAL_CASES, ...TYPE_CASES] },
    {
      text: 'takes any algorithm that the kind of key allows',
      cases: ['alg-swap-hash', 'alg-swap-padding', 'alg-not-in-allow-list'],
    },
    { text: 'takes a list of issuers with ours in it', cases: ['iss-array'] },
    { text: 'asks for the key set again for every unknown key id', cases: ['dos-kid-flood'] },
    {
      text: 'has no leeway, and refuses 9 KB of claims: Apache takes 8 KB in a header (`LimitRequestFieldSize`)',
      cases: ['ok-exp-in-leeway', 'ok-large-claims'],
    },
    TAKES_BOUND,
  ],
}
