import type { Workload } from '#core/policy/mesh/model'

/** The workloads of scenario 12 by the names of their parties, with the names, namespaces and service accounts of the sample. */
export const MESH_WORKLOADS = {
  ingress: {
    namespace: 'istio-system',
    name: 'istio-ingressgateway',
    labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
    serviceAccount: 'istio-ingressgateway-service-account',
  },
  'web-ui': { namespace: 'default', name: 'webui', labels: { app: 'webui' }, serviceAccount: 'webui' },
  'backend-api': {
    namespace: 'default',
    name: 'backend-api',
    labels: { app: 'backend-api' },
    serviceAccount: 'backend-api',
  },
  'second-backend-api': {
    namespace: 'default',
    name: 'second-backend-api',
    labels: { app: 'second-backend-api' },
    serviceAccount: 'second-backend-api',
  },
} as const satisfies Record<string, Workload & { serviceAccount: string }>

export type MeshPartyName = keyof typeof MESH_WORKLOADS

export const MESH_PARTY_NAMES = Object.keys(MESH_WORKLOADS) as MeshPartyName[] // Object.keys forgets the literal type
