export { SmsStatistics, type SmsStatisticsProps } from './sms-statistics.tsx'
