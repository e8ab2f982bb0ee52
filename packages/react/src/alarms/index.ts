export { Alarms, type AlarmsProps } from './alarms.tsx'
export { useStandingAlarms } from './standing.ts'
