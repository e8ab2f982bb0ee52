export type { PickerProps } from './picker.tsx'
export { AppPicker, type PickFrom, SignaturePicker, TemplatePicker } from './pickers.tsx'
