CREATE TABLE "liveness_checks" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"holder" text NOT NULL,
	"plan" jsonb NOT NULL,
	"answer_until" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"passed" boolean,
	"reasons" jsonb,
	"usable_until" timestamp (3) with time zone,
	"used_at" timestamp (3) with time zone,
	"model" text,
	"sealed" "bytea",
	"keep_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "liveness_frames" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"frame_hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "qr_credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"user_id" text,
	"key_id" text NOT NULL,
	"model" text NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"recalled_at" timestamp (3) with time zone,
	"recalled_reason" text
);
--> statement-breakpoint
CREATE TABLE "qr_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"credential_id" text,
	"onboarding_id" text,
	"state" text NOT NULL,
	"reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "qr_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"present_of" text,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "qr_scopes" (
	"credential_id" text NOT NULL,
	"grant_id" text NOT NULL,
	"tenant_id" text NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "qr_scopes_credential_id_grant_id_pk" PRIMARY KEY("credential_id","grant_id")
);
--> statement-breakpoint
CREATE TABLE "qr_versions" (
	"tenant_id" text PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user_addresses" (
	"user_id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "access_events" ADD COLUMN "credential" text;--> statement-breakpoint
ALTER TABLE "onboardings" ADD COLUMN "address_sealed" "bytea";--> statement-breakpoint
ALTER TABLE "liveness_checks" ADD CONSTRAINT "liveness_checks_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "liveness_frames" ADD CONSTRAINT "liveness_frames_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qr_credentials" ADD CONSTRAINT "qr_credentials_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qr_credentials" ADD CONSTRAINT "qr_credentials_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qr_credentials" ADD CONSTRAINT "qr_credentials_key_id_qr_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."qr_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qr_deliveries" ADD CONSTRAINT "qr_deliveries_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qr_deliveries" ADD CONSTRAINT "qr_deliveries_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qr_deliveries" ADD CONSTRAINT "qr_deliveries_credential_id_qr_credentials_id_fk" FOREIGN KEY ("credential_id") REFERENCES "public"."qr_credentials"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qr_keys" ADD CONSTRAINT "qr_keys_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qr_scopes" ADD CONSTRAINT "qr_scopes_credential_id_qr_credentials_id_fk" FOREIGN KEY ("credential_id") REFERENCES "public"."qr_credentials"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qr_scopes" ADD CONSTRAINT "qr_scopes_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qr_versions" ADD CONSTRAINT "qr_versions_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_addresses" ADD CONSTRAINT "user_addresses_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_addresses" ADD CONSTRAINT "user_addresses_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "liveness_checks_tenant" ON "liveness_checks" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "liveness_checks_end" ON "liveness_checks" USING btree ("keep_until");--> statement-breakpoint
CREATE UNIQUE INDEX "liveness_frames_hash" ON "liveness_frames" USING btree ("tenant_id","frame_hash");--> statement-breakpoint
CREATE INDEX "liveness_frames_end" ON "liveness_frames" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "qr_credentials_user" ON "qr_credentials" USING btree ("user_id","issued_at","id");--> statement-breakpoint
CREATE INDEX "qr_credentials_tenant" ON "qr_credentials" USING btree ("tenant_id","expires_at");--> statement-breakpoint
CREATE INDEX "qr_credentials_key" ON "qr_credentials" USING btree ("key_id","expires_at");--> statement-breakpoint
CREATE INDEX "qr_deliveries_user" ON "qr_deliveries" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "qr_deliveries_onboarding" ON "qr_deliveries" USING btree ("onboarding_id");--> statement-breakpoint
CREATE INDEX "qr_deliveries_tenant" ON "qr_deliveries" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "qr_keys_present" ON "qr_keys" USING btree ("present_of");--> statement-breakpoint
CREATE INDEX "qr_keys_tenant" ON "qr_keys" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "qr_scopes_grant" ON "qr_scopes" USING btree ("grant_id");--> statement-breakpoint
CREATE INDEX "qr_scopes_ended" ON "qr_scopes" USING btree ("tenant_id","ended_at");--> statement-breakpoint
CREATE INDEX "user_addresses_tenant" ON "user_addresses" USING btree ("tenant_id","user_id");