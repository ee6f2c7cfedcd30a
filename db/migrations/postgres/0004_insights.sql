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
DROP INDEX "audit_lines_subject";--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "previous_secret_hash" text;--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "previous_secret_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "rotated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "clients" ADD COLUMN "expires_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "figures_at" ON "figures" USING btree ("step","at");--> statement-breakpoint
CREATE INDEX "audit_lines_about" ON "audit_lines" USING btree ("tenant_id","subject_id","seq");--> statement-breakpoint
CREATE INDEX "audit_lines_by" ON "audit_lines" USING btree ("tenant_id","actor_id","seq");--> statement-breakpoint
CREATE INDEX "audit_lines_action" ON "audit_lines" USING btree ("tenant_id","action","seq");