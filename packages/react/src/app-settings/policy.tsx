import { usePermission } from '../context.ts'
import { Loaded, Root } from '../elements/index.ts'
import { useSmsQuery } from '../queries/queries.ts'
import { useWords } from '../words/use-words.ts'
import { PolicyForm } from './policy-form.tsx'
import { PolicyView } from './policy-view.tsx'
import { policyWords } from './policy-words.ts'
import { readAgain } from './read-again.ts'

export type AppPolicyFormProps = { appId: string; className?: string }

/** How codes of one App are made, checked and limited: what it sets for itself, within what the operator allows. */
export const AppPolicyForm = ({ appId, className }: AppPolicyFormProps) => (
  <Root slotName="app-policy-form" {...(className ? { className } : {})}>
    <PolicySection appId={appId} />
  </Root>
)

export const PolicySection = ({ appId }: { appId: string }) => {
  const words = useWords(policyWords)
  const mayWrite = usePermission('settings:write')
  const policy = useSmsQuery('getAppPolicy', { params: { appId } })
  return (
    <section className="sms-section">
      <h2 className="sms-section-title">{words.title}</h2>
      <p className="sms-section-text">{mayWrite ? words.text : words.readOnlyText}</p>
      <Loaded query={policy} lines={8}>
        {(it) =>
          mayWrite ? (
            <PolicyForm key={appId} appId={appId} policy={it} readAgain={() => readAgain(policy)} />
          ) : (
            <PolicyView policy={it} />
          )
        }
      </Loaded>
    </section>
  )
}
