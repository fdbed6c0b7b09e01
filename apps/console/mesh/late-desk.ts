import type { MeshDesk, MeshDeskParts } from './mesh-desk.ts'

/** The desk of the page of the mesh, of which nothing is imported before somebody asks: the console starts without it. */
export function createLateMeshDesk(parts: MeshDeskParts): MeshDesk {
  let opening: Promise<MeshDesk> | undefined
  const open = async () => (await import('./mesh-desk.ts')).createMeshDesk(parts)
  return { decide: async (policies, question) => (await (opening ??= open())).decide(policies, question) }
}
