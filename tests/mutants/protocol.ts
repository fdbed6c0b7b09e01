import { mutantsOf } from './mutant.ts'

/** What clients send, and how strictly it is read. */
export const PROTOCOL_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/oauth/proof/assertion.ts',
    ['jwt-factory/oauth/proof/proof-rules.test.ts', 'jwt-factory/grants/jwt-bearer.test.ts'],
    [
      [
        'the strict reading takes the token endpoint',
        ['isStrict ? issuer.url :', "isStrict ? [issuer.url, addressAt(issuer, 'token')] :"],
      ],
      ['the strict reading takes other audiences', ['...(isStrict ? [onlyAudience] : [])', '...[]']],
      ['a jti that is required may be left out', ["rules.id === 'required' ? ['jti'] : []", '[]']],
      [
        'a grant may live for an hour',
        ["{ audience: 'issuer', maxLifetimeSeconds: 600", "{ audience: 'issuer', maxLifetimeSeconds: 3600"],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/assertion.ts',
    ['jwt-factory/oauth/proof/private-key-jwt.test.ts'],
    [['an assertion of a client may live for two hours', ['SECONDS = 3600', 'SECONDS = 7200']]],
  ),
  ...mutantsOf(
    'jwt-factory/issuer-routes.ts',
    ['jwt-factory/oauth/proof/proof-rules.test.ts'],
    [
      ['CLIENT_ASSERTION_AUDIENCE changes nothing', ['audience: config.clientAssertionAudience', "audience: 'any'"]],
      ['CLIENT_ASSERTION_JTI changes nothing', ['id: config.clientAssertionJti', "id: 'optional'"]],
      [
        'proofs are read like grants',
        ['assertionJudge(assertionParts, proofRules(config))', 'assertionJudge(assertionParts, GRANT_RULES)'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/access/spent-and-revoked.ts',
    ['jwt-factory/oauth/proof/proof-rules.test.ts'],
    [
      ['the first assertion without an id spends all', ['  if (!isNameless(claims)) await', '  await']],
      ['what has an id is never spent', ['jti === undefined\n', 'true\n']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/decoy-keys.ts',
    ['jwt-factory/oauth/proof/decoy-keys.test.ts'],
    [
      ['a decoy passes for a real key', ['        decoys++\n', '']],
      ['no file is looked at for who is not there', ['if (client?.keysFile === undefined) await', 'if (false) await']],
      [
        'an unknown key is refused without a check',
        [
          'key?.algorithm === hint.alg ? key : undefined\n  } catch (error) {',
          'key?.algorithm === hint.alg ? key : undefined\n  } catch (error) {\n    if (error) throw error',
        ],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/authenticate-client.ts',
    ['jwt-factory/oauth/proof/decoy-keys.test.ts'],
    [
      [
        'who is a client can be told by its assertion',
        ['isUnsigned(rejection) ? NOT_PROVED', "rejection.reason === 'unknown-key' ? NOT_PROVED"],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/compare-secrets.ts',
    ['jwt-factory/oauth/proof/compare-secrets.test.ts'],
    [
      ['only one secret of a client works', ['const MOST_SECRETS = 2', 'const MOST_SECRETS = 1']],
      ['only one reading of a secret counts', ['given.flatMap((text)', 'given.slice(0, 1).flatMap((text)']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/credentials.ts',
    ['jwt-factory/oauth/proof/compare-secrets.test.ts'],
    [
      [
        'a secret is not read as curl sends it',
        ['secrets: [formDecode(secret), secret]', 'secrets: [formDecode(secret)]'],
      ],
      ['a secret is not read form-encoded', ['secrets: [formDecode(secret), secret]', 'secrets: [secret]']],
      ['a guess at another spelling of an id is one at nobody', ['clientId: formDecode(id)', 'clientId: id']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/oauth-error.ts',
    ['jwt-factory/oauth/oauth-error.test.ts'],
    [['a challenge hides the error from who posted its secret', [' || headers.authorization === undefined', '']]],
  ),
  ...mutantsOf(
    'core/http/send.ts',
    ['jwt-factory/routes/head.test.ts'],
    [['HEAD does not say how long the answer is', ["response.req.method === 'HEAD'", 'false']]],
  ),
  ...mutantsOf(
    'jwt-factory/routes/key-set.ts',
    ['jwt-factory/routes/head.test.ts'],
    [['HEAD makes an issuer', ["!isForeign && request.method !== 'HEAD'", '!isForeign']]],
  ),
  ...mutantsOf(
    'jwt-factory/grants/token-exchange.ts',
    ['jwt-factory/grants/subject-types.test.ts'],
    [
      [
        'an actor is shown by any JWT',
        ['actor_token: [ACCESS_TOKEN_TYPE]', 'actor_token: [ACCESS_TOKEN_TYPE, JWT_TYPE]'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/request/json-parameters.ts',
    ['jwt-factory/oauth/request/json-parameters.test.ts'],
    [
      ['any number of values may stand in JSON', ['if (pairs.length > most)', 'if (false)']],
      ['a list of one is a text', ['MAY_REPEAT.has(name) && Array', 'Array']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/request/form.ts',
    ['jwt-factory/oauth/request/json-parameters.test.ts'],
    [['JSON is taken by itself', ['if (takesJson) return', 'if (contentType) return']]],
  ),
  ...mutantsOf(
    'jwt-factory/issuer-routes.ts',
    ['jwt-factory/oauth/request/json-parameters.test.ts'],
    [['OAUTH_JSON changes nothing', ['oauthBody(config.oauthJson)', 'oauthBody(false)']]],
  ),
]
