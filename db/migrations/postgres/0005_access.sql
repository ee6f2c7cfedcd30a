CREATE TABLE "access_events" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"terminal_id" text NOT NULL,
	"report_id" text NOT NULL,
	"zone_row" text NOT NULL,
	"type" text NOT NULL,
	"user_id" text,
	"grant_id" text,
	"grant_kind" text,
	"event_id" text,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"score_band" text,
	"offline" boolean NOT NULL,
	"sequence" bigint NOT NULL,
	"dispute" text,
	"acs_decision" text,
	"acs_reason" text
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"zone_row" text NOT NULL,
	"name" text,
	"external_id" text,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"entry_policy" text NOT NULL,
	"retention_seconds" bigint,
	"capacity" integer,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"freed_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"user_id" text NOT NULL,
	"event_id" text,
	"standing" text,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"zone_rows" jsonb,
	"terminal_ids" jsonb,
	"schedule" jsonb,
	"revision" bigint NOT NULL,
	"entered_at" timestamp (3) with time zone,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "onboardings" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"user_id" text,
	"acs_id" text NOT NULL,
	"acs_id_schema" text NOT NULL,
	"portrayal_type" text NOT NULL,
	"status" text NOT NULL,
	"outcome" text,
	"reason" text,
	"quality" jsonb,
	"blob_name" text,
	"client_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "terminal_pairings" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"terminal_id" text NOT NULL,
	"handle" text NOT NULL,
	"secret_hash" text NOT NULL,
	"tries_left" integer NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "terminals" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"zone_row" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"device_jwk" jsonb,
	"device_thumbprint" text,
	"feed_key_sealed" "bytea",
	"feed_key_id" text,
	"feed_key_at" timestamp (3) with time zone,
	"paired_at" timestamp (3) with time zone,
	"retired_at" timestamp (3) with time zone,
	"wiped_at" timestamp (3) with time zone,
	"last_seen_at" timestamp (3) with time zone,
	"sent_revision" bigint NOT NULL,
	"acked_revision" bigint NOT NULL,
	"acked_at" timestamp (3) with time zone,
	"alarmed_revision" bigint NOT NULL,
	"versions" jsonb,
	"clock_drift_ms" bigint,
	"held_users" integer
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"webhook_id" text NOT NULL,
	"message_id" text NOT NULL,
	"type" text NOT NULL,
	"subject_id" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"last_attempt_at" timestamp (3) with time zone,
	"last_status" integer,
	"last_error" text,
	"last_took_ms" integer,
	"delivered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"url" text NOT NULL,
	"description" text NOT NULL,
	"types" jsonb,
	"secret_sealed" "bytea" NOT NULL,
	"previous_secret_sealed" "bytea",
	"previous_secret_until" timestamp (3) with time zone,
	"failing_since" timestamp (3) with time zone,
	"disabled_at" timestamp (3) with time zone,
	"disabled_because" text
);
--> statement-breakpoint
CREATE TABLE "zones" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"zone_id" text NOT NULL,
	"kind" text NOT NULL,
	"facility_id" text,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"mode" text NOT NULL,
	"archived_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "erasures" ADD COLUMN "revision" bigint;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "external_id_schema" text;--> statement-breakpoint
ALTER TABLE "access_events" ADD CONSTRAINT "access_events_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_events" ADD CONSTRAINT "access_events_terminal_id_terminals_id_fk" FOREIGN KEY ("terminal_id") REFERENCES "public"."terminals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_events" ADD CONSTRAINT "access_events_zone_row_zones_id_fk" FOREIGN KEY ("zone_row") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_events" ADD CONSTRAINT "access_events_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_zone_row_zones_id_fk" FOREIGN KEY ("zone_row") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_event_id_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "onboardings" ADD CONSTRAINT "onboardings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "onboardings" ADD CONSTRAINT "onboardings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terminal_pairings" ADD CONSTRAINT "terminal_pairings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terminal_pairings" ADD CONSTRAINT "terminal_pairings_terminal_id_terminals_id_fk" FOREIGN KEY ("terminal_id") REFERENCES "public"."terminals"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terminals" ADD CONSTRAINT "terminals_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terminals" ADD CONSTRAINT "terminals_zone_row_zones_id_fk" FOREIGN KEY ("zone_row") REFERENCES "public"."zones"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "zones" ADD CONSTRAINT "zones_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "access_events_report" ON "access_events" USING btree ("terminal_id","report_id");--> statement-breakpoint
CREATE INDEX "access_events_tenant" ON "access_events" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "access_events_moment" ON "access_events" USING btree ("tenant_id","occurred_at");--> statement-breakpoint
CREATE INDEX "access_events_user" ON "access_events" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "access_events_event" ON "access_events" USING btree ("event_id","id");--> statement-breakpoint
CREATE INDEX "access_events_type" ON "access_events" USING btree ("tenant_id","type","id");--> statement-breakpoint
CREATE INDEX "access_events_age" ON "access_events" USING btree ("tenant_id","occurred_at");--> statement-breakpoint
CREATE UNIQUE INDEX "events_external" ON "events" USING btree ("tenant_id","external_id");--> statement-breakpoint
CREATE INDEX "events_time" ON "events" USING btree ("tenant_id","starts_at","id");--> statement-breakpoint
CREATE INDEX "events_zone" ON "events" USING btree ("zone_row");--> statement-breakpoint
CREATE INDEX "events_end" ON "events" USING btree ("deleted_at","freed_at","ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "grants_standing" ON "grants" USING btree ("tenant_id","standing");--> statement-breakpoint
CREATE INDEX "grants_user" ON "grants" USING btree ("user_id","removed_at");--> statement-breakpoint
CREATE INDEX "grants_event" ON "grants" USING btree ("event_id","created_at","id");--> statement-breakpoint
CREATE INDEX "grants_kind" ON "grants" USING btree ("tenant_id","kind","created_at","id");--> statement-breakpoint
CREATE INDEX "grants_revision" ON "grants" USING btree ("tenant_id","revision");--> statement-breakpoint
CREATE INDEX "onboardings_tenant" ON "onboardings" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "onboardings_acs" ON "onboardings" USING btree ("tenant_id","acs_id");--> statement-breakpoint
CREATE INDEX "onboardings_user" ON "onboardings" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "onboardings_blob" ON "onboardings" USING btree ("blob_name");--> statement-breakpoint
CREATE UNIQUE INDEX "terminal_pairings_handle" ON "terminal_pairings" USING btree ("handle");--> statement-breakpoint
CREATE UNIQUE INDEX "terminal_pairings_terminal" ON "terminal_pairings" USING btree ("terminal_id");--> statement-breakpoint
CREATE INDEX "terminal_pairings_end" ON "terminal_pairings" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "terminals_key" ON "terminals" USING btree ("device_thumbprint");--> statement-breakpoint
CREATE INDEX "terminals_tenant" ON "terminals" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "terminals_zone" ON "terminals" USING btree ("zone_row");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_queue" ON "webhook_deliveries" USING btree ("webhook_id","state","next_attempt_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_age" ON "webhook_deliveries" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_webhook" ON "webhook_deliveries" USING btree ("webhook_id","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_tenant" ON "webhook_deliveries" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "webhooks_tenant" ON "webhooks" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "zones_zone_id" ON "zones" USING btree ("zone_id");--> statement-breakpoint
CREATE INDEX "zones_tenant" ON "zones" USING btree ("tenant_id","created_at","id");