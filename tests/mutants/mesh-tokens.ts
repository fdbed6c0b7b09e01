import { mutantsOf } from './mutant.ts'

const MESH = 'core/access/dialects/mesh'
const testsOf = (...names: string[]) => names.map((name) => `${MESH}/${name}.test.ts`)

/** Which tokens a mesh believes, and where its keys come from. */
export const MESH_TOKEN_MUTANTS = [
  ...mutantsOf('core/access/run-dialect.ts', testsOf('several', 'mesh'), [
    [
      'only the first of several tokens is looked at',
      ['for (const examination of all) {', 'for (const examination of all.slice(0, 1)) {'],
    ],
    [
      'who has no token is refused nothing and told nothing',
      ["recorder.step({ verb: 'goes-by', what: 'its rule for requests without a token' })", ''],
    ],
  ]),
  ...mutantsOf('core/access/decide-by-any.ts', testsOf('several'), [
    ['each rule must believe', ["if (finding.kind === 'believed') return conclude(finding, parts)", '']],
    ['that no rule knows the issuer says the most', ['saysMore(first) ? first :', '!saysMore(first) ? first :']],
    ['the first refusal that says something is shown', ['refused.findLast(saysMore)', 'refused.find(saysMore)']],
  ]),
  ...mutantsOf('core/access/mesh-access.ts', testsOf('several', 'outputs', 'keys'), [
    ['any request of a browser is a preflight', ["request.method === 'OPTIONS' && ", '']],
    ['a preflight need not come from anywhere', [" && says('origin')", '']],
    ['a preflight asks for nothing', [" && says('access-control-request-method')", '']],
    ['what a client says goes on where it has a token', ['[...remove, ...removeHeaders]', 'removeHeaders']],
    [
      'what a client says goes on where it has none',
      ['headers: { set: {}, remove }, target', 'headers: { set: {}, remove: [] }, target'],
    ],
    ['a token stays in the query', ['withoutParameters(request.target, new Set(removeParameters))', 'request.target']],
    ['a rule writes what frames a message', ['    refuseOutputHeaders(remove)\n', '']],
    ['other rules are never used', ['void (current = read(others))', 'void read(others)']],
    ['no signature is remembered', ['keys, cache, now', 'keys, now']],
  ]),
  ...mutantsOf(`${MESH}/rule-dialect.ts`, testsOf('texts', 'several', 'keys', 'outputs'), [
    ['any number of tokens is looked at', ["throw meshRefusal('tooMany')", 'void e']],
    ['whoever issued it', ['run: (e) => claimRules.meshIssuer(e.known, rule.issuer)', 'run: () => {}']],
    ['whoever it is meant for', ["(rule.audiences.length === 0 ? 'skipped' : isMeant(e.known))", 'void e']],
    ['it may have ended', ['run: (e) => claimRules.meshExpiry(e.known, e.seconds)', 'run: () => {}']],
    ['it may not have begun', ['run: (e) => claimRules.meshNotBefore(e.known, e.seconds)', 'run: () => {}']],
    [
      'a signature is remembered for a key that has gone',
      ['if (known && e.candidates.includes(known)) {', 'if (known) {'],
    ],
    ['the first token is looked at first', ['.toReversed()', '']],
    ['a moment counts before the second is over', ['Math.floor(now() / 1000)', 'now() / 1000']],
    ['a token without sub has a principal', [" && typeof sub === 'string'", '']],
  ]),
  ...mutantsOf(`${MESH}/read-token.ts`, testsOf('texts', 'mesh'), [
    ['a token may have any length', ['if (token.length > MAX_TOKEN_LENGTH)', 'if (token.length < 0)']],
    ['an algorithm need not be known', ["if (!MESH_ALGORITHMS.has(alg)) throw meshRefusal('algorithm')", '']],
    ['padding need not fit', ['padding !== 0 && padding !== ', 'padding > 9 && padding !== ']],
    ['numbers are exact', ["parseStrictJson(bytes, 'rounded')", 'parseStrictJson(bytes)']],
  ]),
  ...mutantsOf(`${MESH}/read-claims.ts`, testsOf('texts', 'mesh', 'several'), [
    ['no minute is given before nbf', ['now + MESH_SKEW < notBefore', 'now < notBefore']],
    ['no minute is given after exp', ['now > expires + MESH_SKEW', 'now > expires']],
    ['0 is a time', ['expires !== 0 && ', '']],
    ['seconds may be negative', ['value < 0 || ', '']],
    ['schemes of audiences differ', [".replace(/^https?:\\/\\//, '')", '']],
    ['an issuer without a name is nobody', ["expected !== '' && ", '']],
  ]),
  ...mutantsOf(`${MESH}/keys.ts`, testsOf('keys', 'texts'), [
    ['a key with another id serves', ["(keyId === '' || kid === '' || kid === keyId)", 'kid !== keyId + keyId']],
    ['a key without an id serves nobody', ["kid === '' || kid === keyId", 'kid === keyId']],
    ['a key serves another algorithm than its own', [" && (alg === '' || alg === algorithm)", '']],
    ['a key that has ended serves', [' && seconds < (use.exp ?? Infinity)', '']],
    ['any number of keys is tried', ['.slice(0, MOST_TRIED)', '']],
    ['any signature will do', ['if (await checkText(text, signature, key)) return key', 'return key']],
    ['keys that are away are a key', ["'noKey', 'cannot-decide')", "'noKey')"]],
  ]),
  ...mutantsOf('core/access/field-values.ts', testsOf('locations'), [
    [
      'of a repeated header the first counts',
      ['values.push(fields[at + 1] ?? ', 'if (values.length === 0) values.push(fields[at + 1] ?? '],
    ],
  ]),
  ...mutantsOf(`${MESH}/locations.ts`, testsOf('locations'), [
    [
      'a rule that says where looks elsewhere too',
      ['if (fromHeaders.length + fromParams.length + fromCookies.length === 0)', 'if (fromHeaders.length === 0)'],
    ],
    ['a header without the prefix has a token', ['if (at === -1) return undefined', 'if (at === -1) return value']],
    ['any number of tokens is found', ['if (found.length === MOST_LOCATED) return found', '']],
  ]),
  ...mutantsOf(
    'core/token/strict-json.ts',
    ['core/token/strict-json.test.ts'],
    [
      [
        'a number without end is rounded',
        ["numbers === 'rounded' ? !Number.isFinite(Number(number))", "numbers === 'rounded' ? false"],
      ],
    ],
  ),
  ...mutantsOf(`${MESH}/query.ts`, testsOf('locations'), [
    ['of a repeated parameter the last counts', [' && !found.has(known)', '']],
    ['an escaped name is another one', ['name: decoded(text.slice(0, equals))', 'name: text.slice(0, equals)']],
  ]),
  ...mutantsOf(`${MESH}/cookies.ts`, testsOf('locations'), [
    ['of a repeated cookie the last counts', [' && !found.has(name)', '']],
  ]),
  ...mutantsOf(`${MESH}/outputs.ts`, testsOf('outputs'), [
    ['a claim says more than one header', [' && !UNWRITABLE_SIGN.test(value)', '']],
    ['a token is taken out though it is to go on', ['rule.forwardOriginalToken ? [] : ', '']],
    ['the header of the token goes on with an output', ['!removeHeaders.includes(name)', 'name !== undefined']],
  ]),
  ...mutantsOf(`${MESH}/answers.ts`, testsOf('answers', 'texts', 'hostile'), [
    ['a challenge has the token of the query', ['withEmptyParameters(target, parameters)', '(parameters, target)']],
    ['a challenge has all of the path', ['.slice(0, LONGEST_PATH)', '']],
    ['a wrong audience is not forbidden', ["reason === 'wrong-audience' ? 403 : 401", '401']],
  ]),
  ...mutantsOf(`${MESH}/which-rules.ts`, testsOf('which-rules'), [
    ['rules of other namespaces hold', ['policy.namespace === namespace && ', '']],
    ['one of the labels is enough', ['Object.entries(selector).every(', 'Object.entries(selector).some(']],
    ['rules of a gateway hold for all', ['  if (targetRefs.length > 0) {', '  if (targetRefs.length > 99) {']],
    ['rules of any Gateway hold', ['group === GATEWAY_API && ', '']],
  ]),
  ...mutantsOf(
    'apps/mesh/keys/key-plane.ts',
    ['apps/mesh/keys/key-plane.test.ts', 'apps/mesh/keys/key-plane-rules.test.ts'],
    [
      [
        'keys are fetched once',
        [
          'const stop = clock.every(RETRY_AFTER, () => renewAll([...sources.values()].filter(isDue)))',
          'const stop = () => {}',
        ],
      ],
      ['keys are fetched every minute', ['trouble === undefined ? REFRESH_AFTER : RETRY_AFTER', 'RETRY_AFTER']],
      ['the same keys are read anew', ['if (text !== state.text) {', 'if (text !== undefined) {']],
      ['the earlier rules win', ['if (turn !== latest || ending.signal.aborted) return false', '']],
      [
        'what no rule needs is kept',
        ['      sources = next\n', '      for (const [id, state] of next) sources.set(id, state)\n'],
      ],
      ['any number of sources is asked', ['[...wanted].slice(0, MOST_SOURCES)', '[...wanted]']],
      ['whoever ends waits for an answer', ['      ending.abort()\n', '']],
      ['a user and a password are told', ['`${protocol}//${host}${pathname}`', 'address']],
    ],
  ),
  ...mutantsOf(
    'apps/mesh/keys/fetch-key-set.ts',
    ['apps/mesh/keys/key-plane.test.ts', 'apps/mesh/keys/fetch-key-set.test.ts'],
    [
      ['an error is a key set', ['if (status !== 200)', 'if (status < 0)']],
      ['what came by https leads elsewhere', ["if (address.startsWith('https:') && ", "if (address === '' && "]],
      ['any address is asked', ['if (fault !== undefined) throw', "if (fault === 'x') throw"]],
    ],
  ),
]
