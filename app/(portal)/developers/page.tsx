import { redirect } from 'next/navigation'

export default function DevelopersPage(): never {
  redirect('/developers/addresses')
}
