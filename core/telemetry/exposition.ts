/** One number, and what tells it from others of its name. */
export interface Sample {
  labels?: Readonly<Record<string, string>>
  value: number
}

/** All numbers of one name. */
export interface MetricFamily {
  name: string
  type: 'counter' | 'gauge'
  help: string
  samples: readonly Sample[]
}

export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Numbers as Prometheus reads them: its text format, 0.0.4. A family without a number is left out.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export const exposition = (families: readonly MetricFamily[]): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) => {
      const lines = samples.map(({ labels = {}, value }) => `${name}${labelText(labels)} ${sampleText(value)}\n`)
      return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escapeHelp(value).replaceAll('"', '\\"')}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escapeHelp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')

const sampleText = (value: number): string => (Number.isFinite(value) ? String(value) : notFinite(value))

const notFinite = (value: number) => (Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf')

/** @returns a family with one number and no labels */
export const gauge = (name: string, help: string, value: number): MetricFamily => ({
  name,
  type: 'gauge',
  help,
  samples: [{ value }],
})
