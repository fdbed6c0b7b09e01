import type { MeshSettings } from './model.ts'

type TrustDomains = Pick<MeshSettings, 'trustDomain' | 'trustDomainAliases'>

/** In a policy it always means the trust domain of the mesh, whatever that is called. */
const LOCAL_TRUST_DOMAIN = 'cluster.local'

/** A principal of five parts has a trust domain: `<trust domain>/ns/<namespace>/sa/<service account>`. */
const PARTS = 5

const fitsDomain = (domain: string, pattern: string) =>
  pattern === domain || startFits(domain, pattern) || endFits(domain, pattern)
const startFits = (domain: string, pattern: string) => pattern.endsWith('*') && domain.startsWith(pattern.slice(0, -1))
const endFits = (domain: string, pattern: string) => pattern.startsWith('*') && domain.endsWith(pattern.slice(1))

/**
 * What a principal in a policy means in a mesh with aliases (M-17): it is repeated for each trust domain that is the same
 * mesh. `*-td` stays as it is for the domains that it fitsDomain.
 */
export function principalMeanings(principal: string, { trustDomain, trustDomainAliases }: TrustDomains): string[] {
  const [domain = '', ...path] = principal.split('/')
  if (path.length + 1 !== PARTS || domain === '*') return [principal]
  const domains = [trustDomain, ...trustDomainAliases]
  if (domain !== LOCAL_TRUST_DOMAIN && !domains.some((one) => fitsDomain(one, domain))) return [principal]
  return [...new Set(domains.map((one) => (endFits(one, domain) ? principal : [one, ...path].join('/'))))]
}

/** What a trust domain in a policy means: one that is the mesh's own stands for all of its names. */
export function trustDomainMeanings(domain: string, { trustDomain, trustDomainAliases }: TrustDomains): string[] {
  const domains = [trustDomain, ...trustDomainAliases]
  return domains.includes(domain) ? domains : [domain]
}
