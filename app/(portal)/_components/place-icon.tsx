import {
  Braces,
  Activity,
  BookUser,
  Building2,
  CalendarClock,
  CalendarDays,
  DatabaseBackup,
  DoorOpen,
  Eraser,
  FileCheck2,
  FolderInput,
  IdCard,
  KeyRound,
  LayoutDashboard,
  Link2,
  ScrollText,
  Settings,
  ShieldUser,
  Users,
  Webhook,
} from 'lucide-react'

const icons = {
  dashboard: LayoutDashboard,
  users: Users,
  documents: BookUser,
  import: FolderInput,
  enrolment: Link2,
  consents: FileCheck2,
  retention: CalendarClock,
  access: Activity,
  events: CalendarDays,
  members: IdCard,
  facilities: Building2,
  terminals: DoorOpen,
  webhooks: Webhook,
  admins: ShieldUser,
  clients: KeyRound,
  api: Braces,
  audit: ScrollText,
  erasures: Eraser,
  dumps: DatabaseBackup,
  settings: Settings,
}

/** Decoration beside a place's name. */
export function PlaceIcon({ name }: { name: string }) {
  const Icon = icons[name as keyof typeof icons]
  return <Icon aria-hidden className="size-5 shrink-0" />
}
