import { mutantsOf } from './mutant.ts'

/** What clients send, bring and are told. */
export const CLIENT_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/oauth/request/form.ts',
    ['jwt-factory/oauth/request/form.test.ts'],
    [['a form may have as many parameters as fit into it', ['if (isLongerThan(MAX_PARAMETERS, text))', 'if (false)']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/granted/bounds.ts',
    ['jwt-factory/oauth/routes/token.test.ts'],
    [['a scope may have any length', ['text.length > MAX_SCOPE', 'false']]],
  ),
  ...mutantsOf(
    'core/access/spent-and-revoked.ts',
    ['jwt-factory/oauth/respelled.test.ts', 'core/access/spent-and-revoked.test.ts'],
    [
      [
        'a token goes by something that another spelling changes',
        ['const name = `${iss} ${jti}`', "const name = `${iss} ${jti} ${hash('sha256', String(Math.random()))}`"],
      ],
      ['an issuer may have the name of a hash', ['`sha256:${hash(', '`sha256 ${hash(']],
    ],
  ),
  ...mutantsOf(
    'core/access/spent-and-revoked.ts',
    ['core/access/spent-and-revoked.test.ts', 'jwt-factory/oauth/proof/unspent.test.ts'],
    [
      [
        'what is over is spent by whoever comes',
        ['  notExpired(claims, { leewaySeconds }, keeping', '  void (keeping'],
      ],
      [
        'what is written too late is not there',
        ['Math.max((exp + keepSeconds) * 1000, clock.now() + LONGER_THAN_A_REQUEST)', '(exp + keepSeconds) * 1000'],
      ],
      ['what never ends is forgotten at once', ['exp === undefined ? undefined', 'exp === undefined ? 0']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/issuer.ts',
    ['jwt-factory/issuer.test.ts'],
    [
      [
        'one slash more makes another issuer',
        ["while (href[end - 1] === '/') end--", "if (href[end - 1] === '/') end--"],
      ],
    ],
  ),
  ...mutantsOf(
    'core/token/explain-rejection.ts',
    ['core/token/explain-rejection.test.ts', 'jwt-factory/oauth/refusals.test.ts'],
    [
      ['a refusal does not say what was expected', ["expectation === '' ?", 'expectation ?']],
      ['a refusal does not name the claim', ['`the claim ${claim} must be there`', "'a claim must be there'"]],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/grants/jwt-bearer.ts',
    ['jwt-factory/oauth/refusals.test.ts'],
    [
      [
        'an odd scope of an assertion is a fault of the request',
        ['readScope(scope, (why) => refusedAssertion(`The claim ${why}`))', 'readScope(scope)'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/token/verify-signature.ts',
    ['core/key-sources/odd-key-sets.test.ts'],
    [['of two keys with one id the second is never tried', ['[publicKey, ...namesakes]', '[publicKey]']]],
  ),
  ...mutantsOf(
    'core/keys/key-set.ts',
    ['core/keys/key-set.test.ts'],
    [['any number of keys with one id is tried', ['all.length >= MAX_NAMESAKES', 'all.length < 0']]],
  ),
  ...mutantsOf(
    'jwt-factory/factory-client/answers.ts',
    ['jwt-factory/client.test.ts'],
    [['what is not possible for now is a lesson of the play', [' || status === 429', '']]],
  ),
  ...mutantsOf(
    'core/http/not-now.ts',
    ['core/http/not-now.test.ts', 'tests/bounded-plays.sandbox.test.ts'],
    [['a bound of another process is a fault of that process', ['status !== 429 && ', '']]],
  ),
  ...mutantsOf(
    'core/token/token-hints.ts',
    ['core/token/token-hints.test.ts', 'jwt-factory/oauth/odd-names.test.ts'],
    [
      [
        'a name that looks like a token finds nobody',
        ["typeof member === 'string' ?", '/^(?!.*ey[A-Z])/.test(String(member)) ?'],
      ],
    ],
  ),
]
