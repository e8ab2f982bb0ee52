import { Fragment } from 'react'

const VARIABLE = /(\$\{[^}]*\})/

/** A template's text with its variables marked, or filled with samples. */
export const TemplateText = ({ content, samples }: { content: string; samples?: Record<string, string> }) => (
  <span className="sms-template-text" data-slot="template-text">
    {content.split(VARIABLE).map((part, position) => {
      const name = VARIABLE.test(part) ? part.slice(2, -1).trim() : undefined
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
        <Fragment key={position}>
          {name === undefined ? part : <span className="sms-variable">{samples ? (samples[name] ?? part) : part}</span>}
        </Fragment>
      )
    })}
  </span>
)
