CREATE TABLE "authenticators" (
	"admin_id" text PRIMARY KEY NOT NULL,
	"sealed_secret" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"last_step" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consent_states" (
	"tenant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"purpose" text NOT NULL,
	"text_id" text NOT NULL,
	"state" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	CONSTRAINT "consent_states_user_id_purpose_pk" PRIMARY KEY("user_id","purpose")
);
--> statement-breakpoint
CREATE TABLE "consent_texts" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"purpose" text NOT NULL,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"purpose" text NOT NULL,
	"text_id" text NOT NULL,
	"state" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"how" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dumps" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"biometrics" text NOT NULL,
	"reason" text,
	"requested_by" text NOT NULL,
	"job_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"taken_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"progress" jsonb,
	"size_bytes" bigint,
	"sha256" text,
	"counts" jsonb,
	"error" text,
	"downloads" integer NOT NULL,
	"blob_name" text,
	"key_owner" text,
	"passphrase_sealed" "bytea"
);
--> statement-breakpoint
CREATE TABLE "figures" (
	"tenant_id" text NOT NULL,
	"step" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"name" text NOT NULL,
	"key" text NOT NULL,
	"total" bigint NOT NULL,
	CONSTRAINT "figures_tenant_id_step_at_name_key_pk" PRIMARY KEY("tenant_id","step","at","name","key")
);
--> statement-breakpoint
CREATE TABLE "import_parts" (
	"import_id" text NOT NULL,
	"part" integer NOT NULL,
	"blob_name" text NOT NULL,
	"byte_count" integer NOT NULL,
	CONSTRAINT "import_parts_import_id_part_pk" PRIMARY KEY("import_id","part")
);
--> statement-breakpoint
CREATE TABLE "import_rows" (
	"import_id" text NOT NULL,
	"row" integer NOT NULL,
	"external_id" text NOT NULL,
	"file" text NOT NULL,
	"consent_text_id" text,
	"check" text,
	"outcome" text,
	"reason" text,
	"user_id" text,
	"face_sealed" "bytea",
	CONSTRAINT "import_rows_import_id_row_pk" PRIMARY KEY("import_id","row")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"name" text NOT NULL,
	"byte_count" bigint NOT NULL,
	"part_count" integer NOT NULL,
	"state" text NOT NULL,
	"row_count" integer,
	"error" text,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"job_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "issuer_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"present_of" text,
	"public_jwk" jsonb NOT NULL,
	"private_sealed" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "links" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"kind" text NOT NULL,
	"token_hash" text NOT NULL,
	"email" text NOT NULL,
	"admin_id" text,
	"registration_id" text,
	"role" text,
	"made_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"voided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "passkeys" (
	"id" text PRIMARY KEY NOT NULL,
	"admin_id" text NOT NULL,
	"name" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"counter" bigint NOT NULL,
	"transports" jsonb NOT NULL,
	"is_synced" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"suspect_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"hash" text PRIMARY KEY NOT NULL,
	"admin_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "registrations" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"email" text NOT NULL,
	"first_name" text NOT NULL,
	"last_name" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "used_challenges" (
	"hash" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user_counts" (
	"tenant_id" text NOT NULL,
	"day" integer NOT NULL,
	"status" text NOT NULL,
	"has_face" boolean NOT NULL,
	"has_voice" boolean NOT NULL,
	"flagged" boolean NOT NULL,
	"total" bigint NOT NULL,
	CONSTRAINT "user_counts_tenant_id_day_status_has_face_has_voice_flagged_pk" PRIMARY KEY("tenant_id","day","status","has_face","has_voice","flagged")
);
--> statement-breakpoint
CREATE TABLE "verifiable_credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"user_id" text,
	"thumbprint" text,
	"issuer_key_id" text NOT NULL,
	"status_list" integer NOT NULL,
	"status_index" integer NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_reason" text,
	"superseded_by" text,
	"document_sealed" "bytea"
);
--> statement-breakpoint
CREATE TABLE "wallet_calls" (
	"subject" text PRIMARY KEY NOT NULL,
	"calls" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wallet_challenges" (
	"hash" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wallet_holders" (
	"tenant_id" text NOT NULL,
	"thumbprint" text NOT NULL,
	"user_id" text NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"proved" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "wallet_holders_tenant_id_thumbprint_pk" PRIMARY KEY("tenant_id","thumbprint")
);
--> statement-breakpoint
DROP INDEX "audit_lines_subject";--> statement-breakpoint
DROP INDEX "users_tenant";--> statement-breakpoint
ALTER TABLE "admins" ADD COLUMN "last_seen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "previous_secret_hash" text;--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "previous_secret_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "rotated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "has_face" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "has_voice" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "flagged" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "revoked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "last_seen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "authenticators" ADD CONSTRAINT "authenticators_admin_id_admins_id_fk" FOREIGN KEY ("admin_id") REFERENCES "public"."admins"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_states" ADD CONSTRAINT "consent_states_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_states" ADD CONSTRAINT "consent_states_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_states" ADD CONSTRAINT "consent_states_text_id_consent_texts_id_fk" FOREIGN KEY ("text_id") REFERENCES "public"."consent_texts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_texts" ADD CONSTRAINT "consent_texts_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_text_id_consent_texts_id_fk" FOREIGN KEY ("text_id") REFERENCES "public"."consent_texts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dumps" ADD CONSTRAINT "dumps_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_parts" ADD CONSTRAINT "import_parts_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD CONSTRAINT "issuer_keys_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_admin_id_admins_id_fk" FOREIGN KEY ("admin_id") REFERENCES "public"."admins"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_registration_id_registrations_id_fk" FOREIGN KEY ("registration_id") REFERENCES "public"."registrations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_admin_id_admins_id_fk" FOREIGN KEY ("admin_id") REFERENCES "public"."admins"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_admin_id_admins_id_fk" FOREIGN KEY ("admin_id") REFERENCES "public"."admins"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "registrations" ADD CONSTRAINT "registrations_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_counts" ADD CONSTRAINT "user_counts_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verifiable_credentials" ADD CONSTRAINT "verifiable_credentials_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verifiable_credentials" ADD CONSTRAINT "verifiable_credentials_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verifiable_credentials" ADD CONSTRAINT "verifiable_credentials_issuer_key_id_issuer_keys_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet_challenges" ADD CONSTRAINT "wallet_challenges_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet_holders" ADD CONSTRAINT "wallet_holders_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet_holders" ADD CONSTRAINT "wallet_holders_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consent_states_at" ON "consent_states" USING btree ("tenant_id","purpose","state","at");--> statement-breakpoint
CREATE INDEX "consent_states_end" ON "consent_states" USING btree ("tenant_id","state","expires_at");--> statement-breakpoint
CREATE INDEX "consent_states_text" ON "consent_states" USING btree ("tenant_id","purpose","text_id");--> statement-breakpoint
CREATE UNIQUE INDEX "consent_texts_version" ON "consent_texts" USING btree ("tenant_id","purpose","language","version");--> statement-breakpoint
CREATE INDEX "consents_user" ON "consents" USING btree ("user_id","at","id");--> statement-breakpoint
CREATE INDEX "consents_text" ON "consents" USING btree ("text_id");--> statement-breakpoint
CREATE UNIQUE INDEX "dumps_name" ON "dumps" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "dumps_blob" ON "dumps" USING btree ("blob_name");--> statement-breakpoint
CREATE INDEX "dumps_tenant" ON "dumps" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "dumps_end" ON "dumps" USING btree ("state","expires_at");--> statement-breakpoint
CREATE INDEX "figures_at" ON "figures" USING btree ("step","at");--> statement-breakpoint
CREATE UNIQUE INDEX "import_parts_blob" ON "import_parts" USING btree ("blob_name");--> statement-breakpoint
CREATE INDEX "import_rows_person" ON "import_rows" USING btree ("import_id","external_id");--> statement-breakpoint
CREATE INDEX "import_rows_user" ON "import_rows" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "imports_tenant" ON "imports" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "imports_end" ON "imports" USING btree ("state","expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "issuer_keys_present" ON "issuer_keys" USING btree ("present_of");--> statement-breakpoint
CREATE INDEX "issuer_keys_tenant" ON "issuer_keys" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "links_token" ON "links" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "links_tenant" ON "links" USING btree ("tenant_id","kind","created_at");--> statement-breakpoint
CREATE INDEX "links_admin" ON "links" USING btree ("admin_id");--> statement-breakpoint
CREATE INDEX "links_registration" ON "links" USING btree ("registration_id");--> statement-breakpoint
CREATE INDEX "links_end" ON "links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "passkeys_admin" ON "passkeys" USING btree ("admin_id","created_at");--> statement-breakpoint
CREATE INDEX "recovery_codes_admin" ON "recovery_codes" USING btree ("admin_id");--> statement-breakpoint
CREATE INDEX "registrations_tenant" ON "registrations" USING btree ("tenant_id","confirmed_at","id");--> statement-breakpoint
CREATE INDEX "registrations_email" ON "registrations" USING btree ("email");--> statement-breakpoint
CREATE INDEX "used_challenges_end" ON "used_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "verifiable_credentials_status" ON "verifiable_credentials" USING btree ("tenant_id","status_list","status_index");--> statement-breakpoint
CREATE INDEX "verifiable_credentials_user" ON "verifiable_credentials" USING btree ("user_id","issued_at");--> statement-breakpoint
CREATE INDEX "verifiable_credentials_tenant" ON "verifiable_credentials" USING btree ("tenant_id","issued_at","id");--> statement-breakpoint
CREATE INDEX "verifiable_credentials_key" ON "verifiable_credentials" USING btree ("issuer_key_id","expires_at");--> statement-breakpoint
CREATE INDEX "wallet_calls_start" ON "wallet_calls" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "wallet_challenges_end" ON "wallet_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "wallet_holders_user" ON "wallet_holders" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "audit_lines_about" ON "audit_lines" USING btree ("tenant_id","subject_id","seq");--> statement-breakpoint
CREATE INDEX "audit_lines_by" ON "audit_lines" USING btree ("tenant_id","actor_id","seq");--> statement-breakpoint
CREATE INDEX "audit_lines_action" ON "audit_lines" USING btree ("tenant_id","action","seq");--> statement-breakpoint
CREATE INDEX "users_by_created" ON "users" USING btree ("tenant_id","created_at","id","status","has_face","has_voice","flagged");--> statement-breakpoint
CREATE INDEX "users_by_id" ON "users" USING btree ("tenant_id","id","created_at","status","has_face","has_voice","flagged");--> statement-breakpoint
CREATE INDEX "users_by_external" ON "users" USING btree ("tenant_id","external_id" collate "C" nulls first,"id","created_at","status","has_face","has_voice","flagged");--> statement-breakpoint
CREATE INDEX "users_by_seen" ON "users" USING btree ("tenant_id","last_seen_at" NULLS FIRST,"id","created_at","status","has_face","has_voice","flagged");--> statement-breakpoint
CREATE INDEX "users_by_status" ON "users" USING btree ("tenant_id","status","created_at","id","has_face","has_voice","flagged");--> statement-breakpoint
CREATE INDEX "users_by_flag" ON "users" USING btree ("tenant_id","flagged","created_at","id");