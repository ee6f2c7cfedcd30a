CREATE TABLE "enrolment_links" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"withdrawal_hash" text NOT NULL,
	"user_id" text,
	"external_id" text,
	"name" text,
	"email" text,
	"language" text,
	"made_by_kind" text NOT NULL,
	"made_by_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone,
	"consent_text_id" text,
	"consented_at" timestamp (3) with time zone,
	"tries" integer NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "enrolment_links" ADD CONSTRAINT "enrolment_links_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolment_links" ADD CONSTRAINT "enrolment_links_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolment_links" ADD CONSTRAINT "enrolment_links_consent_text_id_consent_texts_id_fk" FOREIGN KEY ("consent_text_id") REFERENCES "public"."consent_texts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "enrolment_links_token" ON "enrolment_links" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "enrolment_links_withdrawal" ON "enrolment_links" USING btree ("withdrawal_hash");--> statement-breakpoint
CREATE INDEX "enrolment_links_tenant" ON "enrolment_links" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "enrolment_links_user" ON "enrolment_links" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "enrolment_links_text" ON "enrolment_links" USING btree ("consent_text_id");--> statement-breakpoint
CREATE INDEX "enrolment_links_end" ON "enrolment_links" USING btree ("expires_at");