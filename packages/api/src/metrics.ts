import { Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'

export const getMetrics = operation({
  method: 'GET',
  url: '/metrics',
  access: 'operator',
  schema: {
    operationId: 'getMetrics',
    summary: 'Metrics of one server process, for Prometheus',
    description:
      'There only when the host has switched it on by `metrics.guard`, which says who may read it. Each server process counts for itself.',
    tags: ['SMS operations'],
    response: {
      200: Type.Unsafe<string>({
        description: 'In the text format of Prometheus.',
        content: { 'text/plain': { schema: { type: 'string' } } },
      }),
      ...errors(),
    },
  },
})
