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
ALTER TABLE "dumps" ADD CONSTRAINT "dumps_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dumps_name" ON "dumps" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "dumps_blob" ON "dumps" USING btree ("blob_name");--> statement-breakpoint
CREATE INDEX "dumps_tenant" ON "dumps" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "dumps_end" ON "dumps" USING btree ("state","expires_at");