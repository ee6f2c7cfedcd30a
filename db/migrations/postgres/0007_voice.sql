CREATE TABLE "voice_dialogues" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"operation" text NOT NULL,
	"language" text NOT NULL,
	"prompt" text NOT NULL,
	"accepted" integer NOT NULL,
	"needed" integer NOT NULL,
	"rejected_in_a_row" integer NOT NULL,
	"attempt" integer NOT NULL,
	"session_hash" text,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voice_prints" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voice_takes" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"dialogue_id" text NOT NULL,
	"template_id" text NOT NULL,
	"model" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"blob_name" text,
	"byte_count" bigint NOT NULL,
	"quality" jsonb
);
--> statement-breakpoint
ALTER TABLE "samples" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "templates" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "voice_dialogues" ADD CONSTRAINT "voice_dialogues_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_dialogues" ADD CONSTRAINT "voice_dialogues_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_prints" ADD CONSTRAINT "voice_prints_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_prints" ADD CONSTRAINT "voice_prints_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_takes" ADD CONSTRAINT "voice_takes_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_takes" ADD CONSTRAINT "voice_takes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "voice_takes" ADD CONSTRAINT "voice_takes_dialogue_id_voice_dialogues_id_fk" FOREIGN KEY ("dialogue_id") REFERENCES "public"."voice_dialogues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "voice_dialogues_user" ON "voice_dialogues" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "voice_dialogues_tenant" ON "voice_dialogues" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "voice_dialogues_end" ON "voice_dialogues" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "voice_prints_user" ON "voice_prints" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "voice_prints_tenant" ON "voice_prints" USING btree ("tenant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "voice_takes_blob" ON "voice_takes" USING btree ("blob_name");--> statement-breakpoint
CREATE INDEX "voice_takes_dialogue" ON "voice_takes" USING btree ("dialogue_id");--> statement-breakpoint
CREATE INDEX "voice_takes_user" ON "voice_takes" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "voice_takes_tenant" ON "voice_takes" USING btree ("tenant_id");