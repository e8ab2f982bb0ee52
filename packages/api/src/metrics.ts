import * as story from './examples.ts'
import { operation } from './operation.ts'
import { textAnswer } from './schema.ts'
import { TAGS } from './tags.ts'

export const getMetrics = operation({
  method: 'GET',
  url: '/metrics',
  access: 'operator',
  schema: {
    operationId: 'getMetrics',
    summary: 'Read metrics',
    description:
      'What this server process has counted, for Prometheus; each process counts for itself. There only when the host has switched it on, and for whom the host lets.',
    tags: [TAGS.metrics],
    response: {
      200: textAnswer('text/plain', 'Metrics in the text format of Prometheus.', story.metrics),
    },
  },
})
