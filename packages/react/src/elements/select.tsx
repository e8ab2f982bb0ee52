import { useWords } from '../words/use-words.ts'
import * as aria from './aria.ts'
import { classes } from './classes.ts'
import { FieldFrame, type FieldProps } from './field.tsx'
import { Icon } from './icon.tsx'
import { useRootAttributes } from './root.tsx'
import { elementWords } from './words.ts'

export type Option = { id: string; label: string; description?: string }

export type SelectProps = Omit<FieldProps, 'label'> & {
  /** Absent when `aria-label` says it. */
  label?: string
  'aria-label'?: string
  options: readonly Option[]
  value?: string | null
  defaultValue?: string
  onChange?: (id: string) => void
  placeholder?: string
  size?: 'small' | 'normal'
}

export const Select = ({
  label,
  description,
  options,
  value,
  defaultValue,
  onChange,
  placeholder,
  className,
  size = 'normal',
  ...props
}: SelectProps) => {
  const words = useWords(elementWords)
  const root = useRootAttributes()
  const control = (
    <aria.Button className="sms-input sms-select-button" data-slot="select-button">
      <aria.SelectValue className="sms-select-value" data-slot="select-value">
        {({ selectedText, isPlaceholder }) => (isPlaceholder ? (placeholder ?? words.select) : selectedText)}
      </aria.SelectValue>
      <Icon name="chevron" />
    </aria.Button>
  )
  return (
    <aria.Select
      {...props}
      {...(value !== undefined ? { value } : {})}
      {...(defaultValue !== undefined ? { defaultValue } : {})}
      onChange={(key) => onChange?.(String(key))}
      className={classes('sms-field', className)}
      data-slot="select"
      data-size={size}
    >
      {label === undefined ? (
        control
      ) : (
        <FieldFrame label={label} description={description} {...(props.isRequired ? { isRequired: true } : {})}>
          {control}
        </FieldFrame>
      )}
      <aria.Popover {...root} className="sms-root sms-popover" data-slot="popover" offset={4}>
        <aria.ListBox className="sms-listbox" data-slot="listbox" items={options}>
          {(option: Option) => (
            <aria.ListBoxItem id={option.id} textValue={option.label} className="sms-option" data-slot="option">
              <aria.Text slot="label">{option.label}</aria.Text>
              {option.description !== undefined && (
                <aria.Text slot="description" className="sms-description">
                  {option.description}
                </aria.Text>
              )}
            </aria.ListBoxItem>
          )}
        </aria.ListBox>
      </aria.Popover>
    </aria.Select>
  )
}
