import type * as Dysms from '@alicloud/dysmsapi20170525'

/** What `import()` of the SDK gives under plain Node, as far as types can say. */
export type Sdk = typeof Dysms
export type SdkClient = InstanceType<Sdk['default']['default']>

/** How to reach the platform with one key. */
export type SdkConfig = {
  accessKeyId: string
  accessKeySecret: string
  endpoint?: string | undefined
  regionId?: string | undefined
  protocol: 'http' | 'https'
  /** Milliseconds. */
  timeout: number
}

export type LoadedSdk = { sdk: Sdk; createClient: (config: SdkConfig) => SdkClient }

/**
 * The class inside what an import of the CommonJS SDK gives: under plain Node it is `default.default`, behind a runner or
 * bundler that translates modules it may be `default`, or the whole
 * (https://github.com/aliyun/alibabacloud-typescript-sdk/issues/44).
 */
export const classIn = <C>(module: unknown): C => {
  const outer = module as { default?: { default?: C } }
  const found = outer.default?.default ?? outer.default ?? outer
  if (typeof found !== 'function') throw new TypeError('The Alibaba Cloud SDK does not export a client')
  return found as C
}

let loading: Promise<LoadedSdk> | undefined

const load = async (): Promise<LoadedSdk> => {
  const [sdk, core] = await Promise.all([import('@alicloud/dysmsapi20170525'), import('@alicloud/openapi-core')])
  const Client = classIn<Sdk['default']['default']>(sdk)
  return {
    sdk,
    createClient: ({ accessKeyId, accessKeySecret, endpoint, regionId, protocol, timeout }) =>
      new Client(
        new core.$OpenApiUtil.Config({
          accessKeyId,
          accessKeySecret,
          ...(endpoint === undefined ? {} : { endpoint }),
          ...(regionId === undefined ? {} : { regionId }),
          protocol,
          // The SDK's connect time-out is in truth the socket's idle time-out, and its read time-out is lost on sockets
          // that are used again: only equal ones mean what they say, and only with a deadline of our own around them.
          connectTimeout: timeout,
          readTimeout: timeout,
          // No retryOptions: the SDK then tries once. SendSms must never be sent twice, and reads are retried by us.
        }),
      ),
  }
}

/**
 * Loads the official SDK (400 modules, 33 MB, a tenth of a second) when the first call needs it, once per process.
 * A failure is not kept: the next call tries again.
 */
export const loadSdk = (): Promise<LoadedSdk> => {
  loading ??= load().catch((error) => {
    loading = undefined
    throw error
  })
  return loading
}
