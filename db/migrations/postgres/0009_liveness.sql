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
ALTER TABLE "liveness_checks" ADD CONSTRAINT "liveness_checks_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "liveness_frames" ADD CONSTRAINT "liveness_frames_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "liveness_checks_tenant" ON "liveness_checks" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "liveness_checks_end" ON "liveness_checks" USING btree ("keep_until");--> statement-breakpoint
CREATE UNIQUE INDEX "liveness_frames_hash" ON "liveness_frames" USING btree ("tenant_id","frame_hash");--> statement-breakpoint
CREATE INDEX "liveness_frames_end" ON "liveness_frames" USING btree ("created_at");