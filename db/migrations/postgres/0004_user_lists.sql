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
DROP INDEX "users_tenant";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "has_face" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "has_voice" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "flagged" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "revoked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "last_seen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "user_counts" ADD CONSTRAINT "user_counts_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "users_by_created" ON "users" USING btree ("tenant_id","created_at","id","status","has_face","has_voice","flagged");--> statement-breakpoint
CREATE INDEX "users_by_id" ON "users" USING btree ("tenant_id","id","created_at","status","has_face","has_voice","flagged");--> statement-breakpoint
CREATE INDEX "users_by_external" ON "users" USING btree ("tenant_id","external_id" collate "C" nulls first,"id","created_at","status","has_face","has_voice","flagged");--> statement-breakpoint
CREATE INDEX "users_by_seen" ON "users" USING btree ("tenant_id","last_seen_at" NULLS FIRST,"id","created_at","status","has_face","has_voice","flagged");--> statement-breakpoint
CREATE INDEX "users_by_status" ON "users" USING btree ("tenant_id","status","created_at","id","has_face","has_voice","flagged");--> statement-breakpoint
CREATE INDEX "users_by_flag" ON "users" USING btree ("tenant_id","flagged","created_at","id");