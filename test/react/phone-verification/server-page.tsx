import { PhoneVerification, type PhoneVerificationProps } from '@sms-settings/react/phone-verification'

/** What a server and a browser draw alike. */
export const ServerPage = (props: Partial<PhoneVerificationProps>) => (
  <PhoneVerification baseUrl="/sms" purpose="log_in" onApproved={() => {}} {...props}>
    {({ view, content }) => (
      <section>
        <h2>{view === 'phone' ? 'Your number' : 'Your code'}</h2>
        {content}
      </section>
    )}
  </PhoneVerification>
)
