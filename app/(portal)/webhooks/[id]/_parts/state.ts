/** What of the log of deliveries stands in the address. */
import { createLoader, createSerializer, parseAsStringLiteral } from 'nuqs/server'
import { parseAsWords } from '@/app/_lib/table-state'

export const deliveryStates = ['queued', 'delivered', 'failed'] as const

export const logParsers = { state: parseAsStringLiteral(deliveryStates), after: parseAsWords }
export const loadLog = createLoader(logParsers)
export const logQuery = createSerializer(logParsers)
