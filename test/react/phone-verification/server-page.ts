import { PhoneVerification, type PhoneVerificationProps } from '@sms-settings/react/phone-verification'
import { createElement } from 'react'

/** What a server and a browser draw alike. Without JSX, which the runner of the tests does not read. */
export const ServerPage = (props: Partial<PhoneVerificationProps>) =>
  createElement(PhoneVerification, {
    baseUrl: '/sms',
    purpose: 'log_in',
    onApproved: () => {},
    ...props,
    // biome-ignore lint/correctness/noChildrenProp: it is a function, which createElement takes no other way
    children: ({ view, content }) =>
      createElement(
        'section',
        null,
        createElement('h2', null, view === 'phone' ? 'Your number' : 'Your code'),
        content,
      ),
  })
