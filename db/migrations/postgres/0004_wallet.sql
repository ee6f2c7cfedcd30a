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
ALTER TABLE "issuer_keys" ADD CONSTRAINT "issuer_keys_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verifiable_credentials" ADD CONSTRAINT "verifiable_credentials_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verifiable_credentials" ADD CONSTRAINT "verifiable_credentials_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verifiable_credentials" ADD CONSTRAINT "verifiable_credentials_issuer_key_id_issuer_keys_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet_challenges" ADD CONSTRAINT "wallet_challenges_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet_holders" ADD CONSTRAINT "wallet_holders_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet_holders" ADD CONSTRAINT "wallet_holders_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "issuer_keys_present" ON "issuer_keys" USING btree ("present_of");--> statement-breakpoint
CREATE INDEX "issuer_keys_tenant" ON "issuer_keys" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "verifiable_credentials_status" ON "verifiable_credentials" USING btree ("tenant_id","status_list","status_index");--> statement-breakpoint
CREATE INDEX "verifiable_credentials_user" ON "verifiable_credentials" USING btree ("user_id","issued_at");--> statement-breakpoint
CREATE INDEX "verifiable_credentials_tenant" ON "verifiable_credentials" USING btree ("tenant_id","issued_at","id");--> statement-breakpoint
CREATE INDEX "verifiable_credentials_key" ON "verifiable_credentials" USING btree ("issuer_key_id","expires_at");--> statement-breakpoint
CREATE INDEX "wallet_calls_start" ON "wallet_calls" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "wallet_challenges_end" ON "wallet_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "wallet_holders_user" ON "wallet_holders" USING btree ("user_id");