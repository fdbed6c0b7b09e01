import { mutantsOf } from './mutant.ts'

const LOGIN = 'core/login'
const AT_GATEWAY = 'apps/gateway/login'
const ATTACKS = [`${AT_GATEWAY}/login-attacks.test.ts`]
const SESSIONS = [`${AT_GATEWAY}/login-sessions.test.ts`, `${AT_GATEWAY}/login-stores.test.ts`]
const REQUESTS = [`${AT_GATEWAY}/login-requests.test.ts`]
const LOGOUT = [`${AT_GATEWAY}/login-logout.test.ts`]
const PROVIDER = [`${AT_GATEWAY}/login-provider.test.ts`]
const PAGE = 'apps/web-ui/login'
const AT_PAGE = [`${PAGE}/behind-gateway.test.ts`]
const TRUST = [...ATTACKS, ...AT_PAGE]
const POLICIES = [`${AT_GATEWAY}/login-two-policies.test.ts`]
const CLAIMS = [`${AT_GATEWAY}/login-claims.test.ts`]

/** What a gateway that logs people in believes, and lets through. */
export const LOGIN_GATEWAY_MUTANTS = [
  ...mutantsOf(`${LOGIN}/pending-logins.ts`, ATTACKS, [
    ['a state is used twice', ["if (taken.has(takenAs)) return 'used'", ''], ["? kept : 'used'", '? kept : kept']],
    [
      'any login that goes on in the browser will do',
      [
        'const values = readCookies(cookies).filter(([each]) => each === name)',
        'const values = readCookies(cookies).filter(([each]) => isOurs(each) || each === name).slice(0, 1)',
      ],
      ['if (!kept || kept.state !== state)', 'if (!kept)'],
    ],
  ]),
  ...mutantsOf(
    `${LOGIN}/pending-logins.ts`,
    [`${LOGIN}/pending-logins.test.ts`],
    [['a state is used twice at once', ["? kept : 'used'", '? kept : kept']]],
  ),
  ...mutantsOf(`${LOGIN}/pending-logins.ts`, REQUESTS, [
    ['a login that was begun waits for ever', ["if (kept.until <= clock.now()) return 'too-late'", '']],
    ['a browser collects logins', ['newest.slice(0, MOST_IN_BROWSER - 1)', 'newest']],
  ]),
  ...mutantsOf(`${LOGIN}/judge-tokens.ts`, ATTACKS, [
    [
      'nobody looks at the signature',
      [
        'if (!examined.valid) throw examined.rejection',
        "if (!examined.valid && examined.rejection.reason !== 'signature-mismatch') throw examined.rejection",
      ],
      ['return examined.claims', "return examined.valid ? examined.claims : { sub: 'anybody' }"],
    ],
  ]),
  ...mutantsOf(`${LOGIN}/judge-tokens.ts`, CLAIMS, [
    [
      'an access token speaks of anybody',
      ['audience: ANYONE, subject }', 'audience: ANYONE, subject: subject === "" ? subject : ANYONE }'],
    ],
  ]),
  ...mutantsOf(`${LOGIN}/login-trust.ts`, TRUST, [
    ['a token for several is that of any of them', ['if (azp === clientId || (azp', "if (clientId !== '' || (azp"]],
    ['a token that names nobody is for all that it is for', ['[aud].flat().length === 1', 'true']],
    [
      'tokens live as long as they say',
      ['const LONGEST_LIFE_OF_TOKENS = 31_536_000', 'const LONGEST_LIFE_OF_TOKENS = 315_360_000'],
    ],
    ['a token of nobody is taken', ["required: ['sub', 'exp', 'iat']", "required: ['exp', 'iat']"]],
  ]),
  ...mutantsOf(`${PAGE}/judge-tokens.ts`, AT_PAGE, [
    [
      'an access token of somebody else goes along',
      ['audience: trust.audience, subject }', 'audience: trust.audience, subject: ANYONE }'],
    ],
    ['an ID token for several is believed', ['[forThisClient(trust.clientId)]', '[]']],
    ['one of two tokens is taken', ["if (token === 'repeated')", "if (token === 'repeated ')"]],
  ]),
  ...mutantsOf(`${PAGE}/judge-visit.ts`, AT_PAGE, [
    [
      'what is not believed goes along',
      ["judged.accessToken.outcome === 'good' ?", "String(accessToken.token) !== '' ?"],
    ],
    ['tokens go along for nobody', ['along: person ? alongWith', 'along: true ? alongWith']],
  ]),
  ...mutantsOf(`${PAGE}/behind-gateway.ts`, AT_PAGE, [
    [
      'of a header that is there twice the first one counts',
      ["values.length > 1 ? 'repeated' : values[0]", 'values[0]'],
    ],
  ]),
  ...mutantsOf(`${LOGIN}/exchange-code.ts`, ATTACKS, [
    ['any nonce will do', ['expectedNonce: nonce,', ''], ['trust, { nonce }, {', 'trust, nonce ? {} : {}, {']],
    [
      'nobody proves who began',
      ['expectedState: state,', 'expectedState: answer.get("state") ?? state,'],
      [
        'await judgeIdToken(',
        'await (async (token: string, ..._more: unknown[]) => JSON.parse(atob(token.split(".")[1] ?? "")))(',
      ],
    ],
  ]),
  ...mutantsOf(`${LOGIN}/store-sessions.ts`, ATTACKS, [
    ['a session before the login goes on', ["if (before && before !== 'twice') await remove(before)", '']],
  ]),
  ...mutantsOf(`${LOGIN}/store-sessions.ts`, SESSIONS, [
    [
      'the store holds the id',
      ['await store.set(SESSION_SPACE, key, text,', 'await store.set(SESSION_SPACE, id, text,'],
    ],
    ['two gateways renew at once', ['while (!(await store.add(', 'while (LOOK_FOR_RENEWAL < 0 && !(await store.add(']],
  ]),
  ...mutantsOf(
    `${LOGIN}/opened-sessions.ts`,
    [`${LOGIN}/opened-sessions.test.ts`],
    [['what is remembered is never forgotten', ['if (opened.size > MOST_OPENED && ', 'if (opened.size < 0 && ']]],
  ),
  ...mutantsOf(
    `${LOGIN}/store-sessions.ts`,
    [`${LOGIN}/opened-sessions.test.ts`],
    [
      [
        'a text that was opened is good anywhere',
        ['opened.get(key, kept)', "opened.get('', kept)"],
        ['opened.put(key, kept, session)', "opened.put('', kept, session)"],
      ],
    ],
  ),
  ...mutantsOf(`${LOGIN}/renew-session.ts`, SESSIONS, [
    [
      'who has the old cookie renews it again',
      ['if (known && known.until > parts.clock.now()) return known.renewal', ''],
    ],
    [
      'each request renews for itself',
      ['if (underWay) return underWay', ''],
      ['if (known && known.until > parts.clock.now()) return known.renewal', ''],
    ],
  ]),
  ...mutantsOf(`${LOGIN}/renew-session.ts`, PROVIDER, [
    ['a provider that is away ends sessions', ["return { kind: 'away' }", "return { kind: 'refused', why: 'away' }"]],
  ]),
  ...mutantsOf(`${LOGIN}/session-index.ts`, SESSIONS, [
    ['a person has any number of sessions', ['Math.max(0, list.length - MOST_OF_ONE + 1)', '0 * MOST_OF_ONE']],
  ]),
  ...mutantsOf(`${LOGIN}/store-sessions.ts`, POLICIES, [
    ['a session of another login is one here', ['createSeal(id, `session ${whose}`)', "createSeal(id, 'session')"]],
    ['the same subject of another issuer is the same person', ['`${whose} ${subject}`', '`${subject}`']],
  ]),
  ...mutantsOf(`${LOGIN}/login.ts`, POLICIES, [
    ['a cookie of another login with the same key is a session', ['`session ${whose}`', "'session'"]],
    ['a login that was begun elsewhere with the same key goes on here', ['`login ${whoseLogin(settings)}`', "'login'"]],
  ]),
  ...mutantsOf(`${LOGIN}/cookie-sessions.ts`, LOGOUT, [
    ['a cookie that was copied outlives the logout', [' || ended.has(session.id)', '']],
  ]),
  ...mutantsOf(`${LOGIN}/cookie-sessions.ts`, SESSIONS, [
    ['of two sessions the last counts', ["if (values.size < ours.length) return 'twice'", '']],
  ]),
  ...mutantsOf(`${LOGIN}/logout.ts`, LOGOUT, [
    [
      'a page of anybody logs people out',
      ["if (site !== undefined) return site === 'same-origin' || site === 'none'", ''],
    ],
    ['a browser that looks ahead logs people out', ['if (isAheadOfTime(headers)) return false', '']],
    ['the tokens live on', ['await revokeTokens(session.session, context, parts)', '']],
  ]),
  ...mutantsOf(`${LOGIN}/login-refusals.ts`, REQUESTS, [
    ['a page of anybody opens web sockets', [' && origin !== appOrigin', ' && origin === ""']],
  ]),
  ...mutantsOf(`${LOGIN}/may-begin.ts`, REQUESTS, [
    [
      'a script is sent to the provider',
      ["return mode === 'navigate' && (destination === undefined || destination === 'document')", 'return true'],
    ],
  ]),
  ...mutantsOf(
    `${LOGIN}/return-address.ts`,
    [`${LOGIN}/return-address.test.ts`],
    [
      [
        'a backslash is a letter',
        ['/^\\/(?![/\\\\])[\\x21-\\x22\\x24-\\x5b\\x5d-\\x7e]*$/', '/^/'],
        [" || read.pathname.startsWith('//')", ''],
      ],
    ],
  ),
  ...mutantsOf(`${LOGIN}/token-claims.ts`, CLAIMS, [
    ['a line break is a sign like others', ['if (NO_HEADER_SIGN.test(text) || ', 'if (']],
    ['a comma makes two of one', ["(isInList && text.includes(','))", 'isInList === undefined']],
  ]),
  ...mutantsOf(`${LOGIN}/person-headers.ts`, CLAIMS, [
    [
      'what a claim does not say, a client may',
      ['...idTokenClaims, ...accessTokenClaims].map', '...accessTokenClaims].map'],
    ],
  ]),
  ...mutantsOf(`${LOGIN}/provider-keys.ts`, PROVIDER, [
    ['unknown keys are asked for without an end', ['extra < policy.maxPerInterval', 'extra < 9']],
  ]),
]
