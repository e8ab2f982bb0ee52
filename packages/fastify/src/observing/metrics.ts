import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What one server process counts, for Prometheus. Labels never hold a tenant, an App or a number. */
export const createMetrics = () => {
  const registry = new Registry()
  const registers = [registry]
  const operations = new Histogram({
    name: 'sms_operation_seconds',
    help: 'Time that starts, checks, resends and redemptions of codes took, by how they ended: ok, or the code of the error.',
    labelNames: ['operation', 'outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const calls = new Histogram({
    name: 'sms_platform_call_seconds',
    help: 'Time that calls to the platform took, by how they ended: accepted, ok, refused, unknown or error, and the kind of problem.',
    labelNames: ['platform', 'call', 'outcome', 'problem'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const messages = new Counter({
    name: 'sms_messages_total',
    help: 'States that messages came to, as far as this process brought them there.',
    labelNames: ['status'],
    registers,
  })
  const alarms = new Counter({
    name: 'sms_alarms_total',
    help: 'Alarms that this process raised first.',
    labelNames: ['kind'],
    registers,
  })
  const waiting = new Gauge({
    name: 'sms_counting_lag_seconds',
    help: 'How long the oldest event has been waiting to be counted in the statistics.',
    registers,
  })
  return {
    operation: (operation: string, outcome: string, seconds: number) =>
      operations.observe({ operation, outcome }, seconds),
    call: (labels: { platform: string; call: string; outcome: string; problem: string }, seconds: number) =>
      calls.observe(labels, seconds),
    message: (status: string) => messages.inc({ status }),
    alarm: (kind: string) => alarms.inc({ kind }),
    /** In the text format of Prometheus. */
    async text(lagSeconds: number): Promise<string> {
      waiting.set(lagSeconds)
      return registry.metrics()
    },
  }
}
export type Metrics = ReturnType<typeof createMetrics>
