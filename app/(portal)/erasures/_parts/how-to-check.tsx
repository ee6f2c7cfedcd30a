/** How whoever holds a receipt finds out that it is what this bureau signed. */
import { Card } from '@/app/_components/card'
import { Commands } from '@/app/_components/commands'

export function HowToCheck({ file }: { file: string }) {
  return (
    <Card title="How to check a receipt">
      <p>
        Each receipt is a signed document. Keep the file as it was downloaded; whether it is unaltered is told on the
        machine where this bureau runs by
      </p>
      <Commands label="Check the receipt">{`npx limen receipt verify ${file}`}</Commands>
      <p className="text-small text-ink-soft">
        It ends with exit code 1 when a letter of it was changed or another bureau signed it. Receipts stay good when
        the keys are rotated. A receipt names the user by a hash: whoever knows the id can find the receipt, nobody can
        go back.
      </p>
    </Card>
  )
}
