/** `limen audit …`: the proof that the audit trail was neither changed nor cut. */
import { verifyAudit, type ChainReport } from '@/domain/audit-proof'
import { tenantSlugs } from '@/domain/tenants'
import { NotWell, type Command } from './command'
import { table } from './print'

const verify: Command = {
  name: 'audit verify',
  summary: 'prove the audit chains from the rows alone, and say what no checkpoint covers yet',
  usage: '',
  help: ['Ends with exit code 1 when a chain is broken.'],
  async run({ bureau, print }) {
    const context = await bureau()
    const report = await verifyAudit(context.db, context.keys)
    const slugs = await tenantSlugs(context)
    const chains = report.chains.map((chain) => ({ tenant: slugs.get(chain.tenantId) ?? null, ...chain }))
    print({ json: { ...report, chains }, text: words(report.intact, chains) })
    if (!report.intact) throw new NotWell('The audit trail is broken.')
  },
}

/** `tenant`: the slug; null for the bureau's own chain. */
function words(intact: boolean, chains: (ChainReport & { tenant: string | null })[]): string {
  const uncovered = chains.reduce((sum, chain) => sum + chain.uncovered, 0)
  return [
    table(
      ['TENANT', 'CHAIN', 'LINES', 'CHECKPOINTS', 'COVERED UP TO', 'NOT COVERED', 'BREAKS'],
      chains.map((chain) => [
        chain.tenant,
        chain.tenantId,
        chain.lines,
        chain.checkpoints,
        chain.coveredUpTo,
        chain.uncovered,
        chain.breaks.length,
      ]),
      'There is no audit line yet.',
    ),
    ...chains.flatMap(({ tenant, tenantId, breaks }) =>
      breaks.map(({ seq, problem }) => `${tenant ?? tenantId} line ${seq}: ${problem}`),
    ),
    '',
    intact ? 'Every chain is whole.' : 'BROKEN: the lines named above were changed, cut or added.',
    ...(uncovered > 0
      ? [
          `Lines younger than the last checkpoint: ${uncovered}. Their order is proven, but not that nobody rewrote them.`,
        ]
      : []),
  ].join('\n')
}

export const auditCommands = [verify]
