import { mutantsOf } from './mutant.ts'

const DECISIONS = ['core/access/sidecar-access.test.ts', 'tests/vectors-jwtproxy.test.ts']
const STRICT = ['core/access/dialects/sidecar.test.ts', ...DECISIONS]
const ORIGINAL = ['core/access/dialects/jwtproxy/jwtproxy.test.ts', ...DECISIONS]

/** How a request is decided about: the frame, and each dialect. */
export const DIALECT_MUTANTS = [
  ...mutantsOf('core/access/dialects/sidecar.ts', STRICT, [
    ...['critical', 'expiry', 'not-before', 'issued-at', 'binding', 'required'].map(
      (check) => [`the check ${check} is left out`, [`      checkNamed('${check}'),\n`, '']] as const,
    ),
    ['a token within a token is one', ['rules.refuseNested(e.header)', "'skipped'"]],
    ['whoever the token is meant for', ['run: (e) => isMeant(e.claims)', 'run: () => {}']],
    ['a token may live for ever', ['rules.exactLifetime(e.claims, config.maxTtl / 1000)', 'void e']],
    ['it need have no dates', ["rules.present(e.claims, ['exp', 'iat'])", 'void e']],
    [
      'a token comes again',
      ["(spend ? spendSurely(spend, e.claims) : 'skipped')", "(spend === undefined ? 'skipped' : undefined)"],
    ],
    [
      'believed claims are let in, whatever they are',
      ['rules.allowedClaims(e.claims, config.claimsVerifiers)', 'void e'],
    ],
    ['the key is asked for of nobody', ['keys(issuer, context).select', "keys('', context).select"]],
    ['no signature is remembered', ['e.remembered = cache?.get(token, e.seconds)', 'e.remembered = undefined']],
    ['a token is believed for as long as it says itself', ['+ standing.leewaySeconds) * 1000', ') * 1000']],
    [
      'keys that are away are a bug',
      [
        '.select(hint)\n  } catch (cause) {\n    throw cause instanceof TokenRejected ? cause : new',
        '.select(hint)\n  } catch (cause) {\n    throw cause ?? new',
      ],
    ],
    [
      'a store that is away is a bug',
      [
        'await spend(claims)\n  } catch (cause) {\n    throw cause instanceof TokenRejected ? cause : new',
        'await spend(claims)\n  } catch (cause) {\n    throw cause ?? new',
      ],
    ],
  ]),
  ...mutantsOf(
    'core/access/strict-rules.ts',
    [...STRICT, 'core/access/static-claims.test.ts'],
    [
      ['a token brings its key along', ['bringsKey || ', '']],
      ['a key id has any letters', [' || !isShortId(kid)', '']],
      ['an id is as long as it likes', [' && id.length <= LONGEST_KEY_ID', '']],
      ['an issuer need not be on the list', [' || listed?.has(iss) === false', '']],
      ['an exact audience is read as an origin', ["audienceMatch === 'origin' && ", '']],
      ['a token may end before it begins', ['if (exp <= iat)', 'if (exp < 0)']],
      ['a token used once needs no id', ['if (isRequired) throw', 'if (isRequired && jti) throw']],
      [
        'a claim that is not there is let in',
        ['Object.hasOwn(claims, claim) && isSameJson', '!Object.hasOwn(claims, claim) || isSameJson'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/access/static-claims.ts',
    ['core/access/static-claims.test.ts'],
    [
      ['an object may have more', ['names.length === Object.keys(other).length &&', '']],
      ['a list may have more', ['one.length === other.length && ', '']],
    ],
  ),
  ...mutantsOf(
    'core/access/bearer-credentials.ts',
    ['core/access/bearer-credentials.test.ts', 'tests/vectors-jwtproxy.test.ts'],
    [
      ['of two headers the first counts', ['if (more.length > 0) throw', 'if (more.length > 9) throw']],
      ['any letter stands behind Bearer', ["value.charAt('bearer'.length) !== ' ' || ", '']],
      ['there may be more spaces', [' || /^\\s|\\s$/.test(token)', '']],
      ['Basic is always a token', ['basicPassword ? passwordOf(value) : undefined', 'passwordOf(value)']],
      [
        'there may be another token in the query',
        ['if (hasQueryToken(target)) throw', 'if (hasTokenInQuery(target) && !target) throw'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/access/open-paths.ts',
    ['core/access/open-paths.test.ts'],
    [['dots lead out of an open path', [' && PLAIN_REST.test(path.slice(start.length))', '']]],
  ),
  ...mutantsOf(
    'core/access/origin.ts',
    ['tests/vectors-jwtproxy.test.ts', 'core/access/origin.test.ts'],
    [
      ['the port of the scheme is another origin', [' || port === DEFAULT_PORTS[lower]', '']],
      ['upper case is another host', ['host.toLowerCase()', 'host']],
    ],
  ),
  ...mutantsOf(
    'core/access/spent-here.ts',
    ['core/access/spent-here.test.ts'],
    [
      [
        'a clock that ran ahead makes tokens good again',
        ['const now = sureNow() / 1000', 'const now = clock.now() / 1000'],
      ],
      [
        'there is no bound',
        ['    if (holder.holds < most - spent.size) return\n    const', '    if (most > 0) return\n    const'],
      ],
      [
        'an issuer may fill it alone',
        ['    if (holder.holds < most - spent.size) return\n    const', '    if (spent.size < most) return\n    const'],
      ],
      ['an issuer gets no room again', ['--holder.holds === 0', 'holder.holds === 0']],
      ['an id is forgotten while its token is believed', ['end: exp + leewaySeconds', 'end: exp']],
      [
        'the end of a token is not looked at again',
        ['      notExpired(claims', '      if (!claims) notExpired(claims'],
      ],
      ['nobody purges', ['clock.every(purgeInterval, purge)', 'clock.every(purgeInterval, () => {})']],
    ],
  ),
  ...mutantsOf('core/access/run-dialect.ts', STRICT, [
    ['what cannot be decided is a refusal', ["if (reason === 'cannot-decide') {", "if (reason === 'replayed') {"]],
    ['who sent nothing is logged', ["if (reason === 'no-credentials') return", '']],
    ['the log has the token', ['token: fingerprint(token)', 'token']],
    ['the trace is not told', ["recorder.step({ verb: 'refuses', what, reason: title })", '']],
  ]),
  ...mutantsOf('core/token/run-checks.ts', STRICT, [
    ['the trace has no check after the one that failed', ['checks.slice(reached)', 'checks.slice(checks.length)']],
  ]),
  ...mutantsOf('core/access/strict-answers.ts', STRICT, [
    ['an outage has a challenge', ["type: 'cannot-decide', error: 'none'", "type: 'cannot-decide'"]],
    [
      'not allowed is not believed',
      [
        "status: 403, type: 'not-allowed', error: 'insufficient_scope'",
        "status: 401, type: 'not-allowed', error: 'invalid_token'",
      ],
    ],
  ]),
  ...mutantsOf('core/access/dialects/jwtproxy/jwtproxy.ts', ORIGINAL, [
    ['what no key can read is a bug', ['// what no key can read is no signature', 'throw new Error()']],
  ]),
  ...mutantsOf(
    'core/access/dialects/jwtproxy/seen-ids.ts',
    ['core/access/dialects/jwtproxy/seen-ids.test.ts'],
    [
      ['made-up ids take all memory there is', ['if (bytes + sizeOfSeen(jti) > most) throw', 'if (bytes < 0) throw']],
      ['what is forgotten makes no room', ['      bytes -= sizeOfSeen(jti)\n', '']],
      ['what is forgotten is what is not over', ['if (until >= now) continue', 'if (until < now) continue']],
    ],
  ),
]
