CREATE TABLE "active_models" (
	"kind" text PRIMARY KEY NOT NULL,
	"model_id" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_leftovers" (
	"template_id" text NOT NULL,
	"to_model" text NOT NULL,
	"tenant_id" text NOT NULL,
	"why" text NOT NULL,
	CONSTRAINT "model_leftovers_template_id_to_model_pk" PRIMARY KEY("template_id","to_model")
);
--> statement-breakpoint
CREATE TABLE "model_switches" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"from_model" text NOT NULL,
	"to_model" text NOT NULL,
	"model_id" text,
	"state" text NOT NULL,
	"job_id" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"switched_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"paused_until" timestamp (3) with time zone,
	"progress" jsonb,
	"error" text,
	"slot" text
);
--> statement-breakpoint
CREATE TABLE "models" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"manifest" jsonb NOT NULL,
	"sha256" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"blob_name" text NOT NULL,
	"cohort" "bytea",
	"added_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "active_models" ADD CONSTRAINT "active_models_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_leftovers" ADD CONSTRAINT "model_leftovers_template_id_templates_id_fk" FOREIGN KEY ("template_id") REFERENCES "public"."templates"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_leftovers" ADD CONSTRAINT "model_leftovers_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "model_leftovers_tenant" ON "model_leftovers" USING btree ("tenant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "model_switches_slot" ON "model_switches" USING btree ("slot");--> statement-breakpoint
CREATE INDEX "model_switches_started" ON "model_switches" USING btree ("started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "models_blob" ON "models" USING btree ("blob_name");