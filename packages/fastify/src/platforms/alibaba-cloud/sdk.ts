import type * as Sdk from '@alicloud/dysmsapi20170525'
import type { $OpenApiUtil } from '@alicloud/openapi-core'

type Client = InstanceType<typeof Sdk.default.default>
type Loaded = {
  Client: new (config: $OpenApiUtil.Config) => Client
  requests: typeof Sdk
  Config: typeof $OpenApiUtil.Config
}

let loading: Promise<Loaded> | undefined

/**
 * The official SDK, loaded with its first use: it costs 100 ms and 33 MB. It is CommonJS with an `exports.default`, which
 * plain Node, bundlers and transpilers show in different shapes; they are told apart here and nowhere else.
 */
export const loadSdk = (): Promise<Loaded> => {
  loading ??= (async () => {
    const [sms, core] = await Promise.all([import('@alicloud/dysmsapi20170525'), import('@alicloud/openapi-core')])
    const outer = sms as unknown as { default?: { default?: unknown } }
    return {
      Client: (outer.default?.default ?? outer.default ?? sms) as Loaded['Client'],
      requests: sms as unknown as typeof Sdk,
      Config: core.$OpenApiUtil.Config,
    }
  })()
  return loading
}
export type SdkClient = Client
