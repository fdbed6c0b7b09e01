import { blocksOf } from './readme.ts'

/**
 * Documents with `shell` blocks: for these, a reader needs a program that this project does not bring, or a process that
 * the page starts alone. Who runs them, or that nobody does: then the page says so itself.
 */
export const SHELL_BLOCKS: Readonly<Record<string, string | { nobody: RegExp }>> = {
  'apps/judge/corpus/README.md': { nobody: /\*\*The originals were not run for this page\*\*/ },
  'deploy/kubernetes/gloo/README.md': { nobody: /\*\*They were not run on a cluster here\.\*\*/ },
  'docs/gateway.md': 'documents-gateway.test.ts asks the gateway of this page the same',
  'docs/relay.md': 'documents-relay.test.ts asks the relay of this page the same',
  'examples/gateways/README.md': 'interop-gateways.process.test.ts runs both gateways with these files',
  'examples/verifiers/README.md': 'verifier-examples.process.test.ts runs them',
  'examples/verifiers/browser/README.md': 'verifier-client.process.test.ts opens it in a browser',
  'examples/verifiers/go/README.md': 'verifier-examples.process.test.ts runs it',
  'examples/verifiers/node/README.md': 'verifier-examples.process.test.ts runs it',
  'examples/verifiers/python/README.md': 'verifier-examples.process.test.ts runs it',
}

/** The lines of all `shell` blocks; a backslash at the end of one joins it to the next. */
export const shellLinesOf = (markdown: string): string[] =>
  blocksOf(markdown)
    .filter(({ language }) => language === 'shell')
    .flatMap(({ lines }) =>
      lines
        .join('\n')
        .replaceAll(/\\\n\s*/g, '')
        .split(/\n| && /),
    )
    .map((line) => line.replace(/\s+#.*$/, '').trim())

/** Blocks that are no fences: four spaces behind an empty line, and not in a list. No test would read them. */
export function indentedBlocksOf(markdown: string): string[] {
  const text = markdown.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '')
  const parts = text.split(/\n{2,}/)
  const isInList = (at: number) =>
    /^(?:[-*]|\d+\.) /.test(parts.slice(0, at).findLast((part) => !part.startsWith(' ')) ?? '')
  return parts.filter((part, at) => part.startsWith('    ') && !isInList(at))
}
