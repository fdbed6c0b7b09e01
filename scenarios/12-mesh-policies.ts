import { scenario } from './scenario.ts'

/** The walk through the policies of a mesh that everybody copies, without a cluster. */
export default scenario({
  title: 'Mesh policies: which service calls, for which user, and both together',
  story:
    "A asks a mesh for a page, and the page asks two backends for the user whose token came along. These services know neither tokens nor TLS: sidecars know each other by certificates, and enforce Istio's policies. At first nothing says who may call. The variants walk to a policy that wants the right caller and a user.",
  caller: 'servicea',
  callees: [],
  trust: 'mesh',
  calls: {
    servicea: ['ingress'],
    ingress: ['web-ui'],
    'web-ui': ['backend-api', 'second-backend-api'],
  },
  variants: {
    'allow-nothing': 'one policy that allows nothing: the page itself is refused',
    'ingress-only': 'the ingress may call the page: it shows, and both backends refuse it',
    caller: 'the page may call the first backend, whoever the user is',
    'token-optional': 'the first backend checks tokens, and nobody requires one: it answers without',
    'caller-and-user': 'the first backend wants the right caller and a user: it answers, for there are both',
    direct: 'the page asks with its own identity, without a token of a user: that is not enough',
    'other-issuer': 'the token of the user is by another issuer, which the mesh does not know',
    'second-backend': 'all is right for the first backend; no policy names the second one, so it refuses to the end',
  },
  async play(stage) {
    const withoutUser = ['allow-nothing', 'ingress-only', 'caller', 'token-optional'].find(stage.hasVariant)
    if (withoutUser !== undefined) return stage.askPage(withoutUser)
    if (stage.hasVariant('direct')) return stage.askPage('caller-and-user')
    if (stage.hasVariant('other-issuer')) return stage.askPage('caller-and-user', await stage.strangeUserToken())
    const hasPolicies = ['caller-and-user', 'second-backend'].some(stage.hasVariant)
    return stage.askPage(hasPolicies ? 'caller-and-user' : 'tokens-alone', await stage.userToken())
  },
})
