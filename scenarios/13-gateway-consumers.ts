import { scenario } from './scenario.ts'
import type { Stage } from './stage.ts'

const JOHN = 'john_doe'

/** What Kong does with JWTs, and what the users of its issue 1772 asked for and never got. */
export default scenario({
  title: 'Gateways that know their consumers: without a store, and as Kong does it',
  story:
    "B looks at no token: two gateways before it do, and tell it in headers who asks. One has a secret and no store: it mints a token that says who its consumer is, and looks nothing up later. The other does what Kong's plugins do: it reads a credential and a consumer each time, and by default believes what has expired.",
  caller: 'servicea',
  callees: ['serviceb'],
  trust: 'gateway',
  calls: {
    servicea: ['stateless-gateway', 'plugin-gateway'],
    'stateless-gateway': ['serviceb'],
    'plugin-gateway': ['serviceb'],
  },
  variants: {
    'expired-believed': 'the token has expired, and the plugin believes it: by default it looks at no date',
    blacklisted: 'the token is put on a black list: the next call is refused, and costs the one read that there is',
    anonymous: 'a forged token is let through as nobody, and an ACL behind that refuses it',
    'spoofed-header': 'A says in a header that it is the admin: the gateways remove that before anything else',
    'unknown-consumer': 'nobody knows the consumer: there is no token for it, and no credential of that name',
    'rate-limited': 'a consumer may call twice in a minute by the clock of the sandbox, and then gets 429',
    rs256: 'the gateway has a public key alone, so it mints nothing: the factory does',
    'one-header': 'all claims go on in one header in place of many; a claim that grows shows where each breaks',
    'two-tokens': 'one token in the header, another one in the query: the plugin believes neither',
  },
  async play(stage) {
    if (stage.hasVariant('expired-believed'))
      return stage.askGateway('plugin-gateway', await stage.credentialToken({ flaw: 'expired' }))
    if (stage.hasVariant('blacklisted')) {
      const token = await stage.consumerToken(JOHN)
      if (typeof token !== 'string') return token
      const before = await stage.askGateway('stateless-gateway', token)
      await stage.blackList(token)
      return { before, after: await stage.askGateway('stateless-gateway', token) }
    }
    if (stage.hasVariant('anonymous')) {
      const forged = await stage.credentialToken({ flaw: 'forged' })
      return {
        anonymous: await stage.askGateway('plugin-gateway', forged, { terms: 'anonymous' }),
        'with an ACL': await stage.askGateway('plugin-gateway', forged, { terms: 'anonymous-acl' }),
      }
    }
    if (stage.hasVariant('unknown-consumer'))
      return {
        stateless: await stage.consumerToken('jane_doe'),
        plugins: await stage.askGateway('plugin-gateway', await stage.credentialToken({ flaw: 'unknown-key' })),
      }
    if (stage.hasVariant('rate-limited')) return stage.askUntilRefused(await stage.credentialToken(), 'rate-limited')
    if (stage.hasVariant('rs256'))
      return {
        minted: await stage.consumerToken(JOHN, 'public-key'),
        received: await stage.askGateway('stateless-gateway', await stage.factoryConsumerToken(), {
          terms: 'public-key',
        }),
      }
    if (stage.hasVariant('one-header')) {
      const received = await stage.askGateway('stateless-gateway', await stage.factoryConsumerToken(), { terms: 'one-header' }) // prettier-ignore
      return {
        received,
        'many headers': await stage.growClaim('public-key'),
        'one header': await stage.growClaim('one-header'),
      }
    }
    if (stage.hasVariant('two-tokens')) {
      const [first, second] = [await stage.credentialToken(), await stage.credentialToken()]
      return stage.askGateway('plugin-gateway', first, { inQuery: second })
    }
    if (stage.isOfName) return ofName(stage)
    const says = stage.hasVariant('spoofed-header') ? { says: 'admin' } : {}
    const minted = await stage.consumerToken(JOHN)
    if (typeof minted !== 'string') return minted
    return {
      stateless: await stage.askGateway('stateless-gateway', minted, { terms: 'without-list', ...says }),
      plugins: await stage.askGateway('plugin-gateway', await stage.credentialToken(), {
        terms: 'verifies-exp',
        ...says,
      }),
    }
  },
})

/** One without a store, and the other as it comes and as careful users set it up: it looks at no date, or at one. */
async function ofName(stage: Stage): Promise<unknown> {
  const ofFactory = await stage.factoryConsumerToken()
  const own = await stage.credentialToken()
  return {
    stateless: await stage.askGateway('stateless-gateway', ofFactory, { terms: 'public-key' }),
    plugins: await stage.askGateway('plugin-gateway', own),
    'plugins that look at exp': await stage.askGateway('plugin-gateway', own, { terms: 'verifies-exp' }),
  }
}
