import { mutantsOf } from './mutant.ts'

const MODES = ['apps/service/verifiers/trust-modes.test.ts']

export const APP_MUTANTS = [
  ...mutantsOf(
    'apps/service/routes/collect-trace.ts',
    ['apps/service/routes/collect-trace.test.ts'],
    [
      ['all plays at once have the steps of all processes in memory', ['size: 2, line: 500', 'size: 1e9, line: 500']],
      ['steps have a second, however long a play may take', ['timeoutMilliseconds * PART_OF_PLAY)', '0)']],
      ['whose steps are missing is not said', ["recorder.step({ verb: 'fails'", "void ({ verb: 'fails'"]],
      ['who could not be reached is told twice', ['if (isTold(story, reason)) continue', '']],
    ],
  ),
  ...mutantsOf(
    'apps/service/service.ts',
    ['apps/service/service.test.ts'],
    [['a link plays what changes keys', ['? makingTokens : makingState', '? makingTokens : makingTokens']]],
  ),
  ...mutantsOf(
    'apps/service/service.ts',
    ['apps/service/stage/stage-oauth.test.ts', 'apps/service/verifiers/factory-keys.test.ts'],
    [
      [
        'what many wait for may take all the time of a play',
        ['const { fetch: patience } =', 'const { play: patience } ='],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/service/service.ts',
    ['apps/service/service.test.ts'],
    [
      [
        'a play is sent to the service that does not play it',
        ['portsOf(config).plain[scenario.caller]', 'portsOf(config).plain[role]'],
      ],
    ],
  ),
  ...mutantsOf(
    'scenarios/parameters.ts',
    ['apps/service/routes/variants.test.ts'],
    [
      [
        'a service that the scenario does not call can have its token expired',
        ['callees.find(', "[...callees, 'servicea' as const].find("],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/service/stage/stage.ts',
    ['apps/service/service.test.ts'],
    [
      [
        'a scenario changes keys and does not say so',
        ['scenario.changes === undefined && unsaid', 'scenario.changes === null && unsaid'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/config/processes.ts',
    ['tests/further-process.process.test.ts'],
    [
      ['whoever calls starts before those that it calls', ['return [...order]', 'return [...order].reverse()']],
      ['who has no keys has a ring', ['=> rowOf(name).hasKeys\n', "=> rowOf(name).prefix !== ''\n"]],
      ['what npm start does not start is waited for', ['=> rowOf(name).isStarted', "=> name !== 'servicea'"]],
    ],
  ),
  ...mutantsOf(
    'apps/sandbox/child.ts',
    ['tests/further-process.process.test.ts'],
    [['nobody is told where the others are', ['...env, ...urls }', '...env }']]],
  ),
  ...mutantsOf(
    'apps/keygen/generate.ts',
    ['apps/keygen/generate.test.ts'],
    [
      ['npm run keys renews the keys of a running factory', ['keepsAlgorithms: true', 'keepsAlgorithms: false']],
      ['a further ring is told to follow ALGORITHM', ['furtherRingOf(ringId) === undefined', 'ringId.length > 0']],
    ],
  ),
  ...mutantsOf(
    'apps/service/routes/answer-scenario.ts',
    ['apps/service/routes/answer-scenario.test.ts', 'tests/scenarios-oauth.sandbox.test.ts'],
    [
      [
        'a self-signed token needs no protected way',
        ["'pinned-key': 'A self-signed bearer token'", "'pinned-key': undefined"],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/service/stage/read-answer.ts',
    ['apps/service/stage/read-answer.test.ts'],
    [
      [
        'any 401 is about the token',
        ["bearerError(headers['www-authenticate']) === 'invalid_token'", 'headers !== undefined'],
      ],
    ],
  ),
  ...mutantsOf('apps/service/verifiers/ask-factory.ts', MODES, [
    ['the question names B as the subject', ['sub: caller }', 'sub: audience }']],
    ['the question names the caller as the audience', ['aud: audience,', 'aud: caller,']],
  ]),
  ...mutantsOf('apps/service/verifiers/trust.ts', MODES, [
    [
      'a self-signed token may live ten times as long',
      ['maxLifetimeSeconds: Math.max(MINUTES', 'maxLifetimeSeconds: 10 * Math.max(MINUTES'],
    ],
    ['a token of the factory may live for two days', ['Math.max(A_DAY', 'Math.max(2 * A_DAY']],
    ['the leeway of the setting is ignored', ['leewaySeconds: config.leewaySeconds,', 'leewaySeconds: 0,']],
    ['an access token needs no client_id', [", 'client_id']", ']']],
    ['a plain token is an access token', ["type: 'at+jwt'", "type: ['JWT', 'at+jwt']"]],
    ['a self-signed token is one of the factory', ['issuer: config.selfSignedIssuer', 'issuer: config.factoryIssuer']],
  ]),
  ...mutantsOf('apps/service/verifiers/trust-modes.ts', MODES, [
    [
      "B takes C's token for A's, by the key set",
      [
        'from.ring(caller, context)),\n      subject: theCaller',
        'from.ring(caller, context)),\n      subject: () => ANYONE',
      ],
    ],
    [
      "B takes C's token for A's, by the pinned key",
      ['keys: pinned,\n      subject: theCaller', 'keys: pinned,\n      subject: () => ANYONE'],
    ],
    ['the pinned key of A is that of everybody', ['keys: pinned,', "keys: () => pinned('servicea'),"]],
    [
      'an access token is judged as a plain one',
      ['trust: trust.accessToken,\n      keys: (_caller', 'trust: trust.plain,\n      keys: (_caller'],
    ],
    [
      'introspection is judged as a plain token',
      ['trust: trust.accessToken,\n      keys: (context)', 'trust: trust.plain,\n      keys: (context)'],
    ],
  ]),
  ...mutantsOf(
    'apps/service/stage/kept-tokens.ts',
    ['apps/service/stage/kept-tokens.test.ts'],
    [
      [
        'a token is kept by the clock on the wall',
        ['clock.monotonic() < known.until', 'clock.now() < known.until'],
        ['entry.until = clock.monotonic()', 'entry.until = clock.now()'],
      ],
      ['what is for one play alone is kept', ['      if (isAlone()) forget()\n', '']],
      ['what goes wrong for one play goes wrong for all who wait', ['      if (entry.isOfOne) return again()\n', '']],
    ],
  ),
  ...mutantsOf(
    'apps/service/stage/stage-oauth.ts',
    ['apps/service/stage/stage-oauth.test.ts'],
    [['a caller in a hurry spoils a kept token for others', ['{ ...context, deadline }', 'context']]],
  ),
  ...mutantsOf(
    'apps/service/verifiers/verifiers.ts',
    ['apps/service/verifiers/trust-modes.test.ts'],
    [['discovery is kept for ever', ['!known || askedAt >= known.until', '!known']]],
  ),
  ...mutantsOf(
    'core/openapi/document.ts',
    ['core/openapi/document.test.ts'],
    [
      [
        'a route may be left out',
        ['if (!operation) throw', 'if (!operation) continue\n      if (left.size === 0) throw'],
      ],
      ['what is gone stays described', ['if (left.size > 0)', 'if (left.size > 9000)']],
    ],
  ),
]
