import type { KeyCheck, Problem } from '../platform.ts'
import { dayOf, problemOfAnswer, problemOfError } from './answers.ts'
import type { Calls } from './calls.ts'
import { loadSdk, type SdkClient } from './sdk.ts'

type Probe = (client: SdkClient) => Promise<{ body?: { code?: string; message?: string; requestId?: string } }>

const policyFor = (actions: string[]): string =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }, null, 2)

/**
 * Asks whether a key works by the cheapest harmless call, then tries each action that we need to see which the key may
 * not do. SendSms is tried without any parameter: there is nobody to send to, and the permission is looked at first.
 */
export const checkKey = async ({ once }: Calls, now: () => number): Promise<KeyCheck> => {
  const { requests } = await loadSdk()
  const probes: Record<string, Probe> = {
    'dysms:QuerySmsSignList': (client) =>
      client.querySmsSignList(new requests.QuerySmsSignListRequest({ pageIndex: 1, pageSize: 1 })),
    'dysms:QuerySmsTemplateList': (client) =>
      client.querySmsTemplateList(new requests.QuerySmsTemplateListRequest({ pageIndex: 1, pageSize: 1 })),
    'dysms:GetSmsSign': (client) => client.getSmsSign(new requests.GetSmsSignRequest({ signName: '-' })),
    'dysms:GetSmsTemplate': (client) =>
      client.getSmsTemplate(new requests.GetSmsTemplateRequest({ templateCode: 'SMS_0' })),
    'dysms:QuerySendDetails': (client) =>
      client.querySendDetails(
        new requests.QuerySendDetailsRequest({
          phoneNumber: '13000000000',
          sendDate: dayOf(now()),
          pageSize: 1,
          currentPage: 1,
        }),
      ),
    'dysms:SendSms': (client) => client.sendSms(new requests.SendSmsRequest({})),
  }
  const problemOf = async (probe: Probe): Promise<Problem | null> => {
    try {
      const body = await once(probe)
      return body?.code === 'OK' ? null : problemOfAnswer(body, now())
    } catch (error) {
      return problemOfError(error, now())
    }
  }
  const answer = (
    status: KeyCheck['status'],
    problem: Problem | null,
    missingPermissions: string[] = [],
  ): KeyCheck => ({
    status,
    missingPermissions,
    policy: missingPermissions.length > 0 ? policyFor(Object.keys(probes)) : null,
    code: problem?.code ?? null,
    requestId: problem?.requestId ?? null,
  })

  const [first, ...others] = Object.entries(probes)
  const problem = await problemOf((first as [string, Probe])[1])
  if (problem?.kind === 'credentials') return answer('rejected', problem)
  if (problem && problem.kind !== 'permission') return answer('unreachable', problem)
  const rest = await Promise.all(others.map(async ([action, probe]) => ({ action, problem: await problemOf(probe) })))
  const refused = [{ action: (first as [string, Probe])[0], problem }, ...rest].filter(
    (it) => it.problem?.kind === 'permission',
  )
  return refused.length === 0
    ? answer('ok', null)
    : answer(
        'forbidden',
        refused[0]?.problem ?? null,
        refused.map(({ action }) => action),
      )
}
