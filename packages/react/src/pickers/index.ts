export { AppPicker, type PickerProps, type PickFrom, SignaturePicker, TemplatePicker } from './pickers.tsx'
