CREATE TABLE `enrolment_links` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`withdrawal_hash` text NOT NULL,
	`user_id` text,
	`external_id` text,
	`name` text,
	`email` text,
	`language` text,
	`made_by_kind` text NOT NULL,
	`made_by_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`opened_at` integer,
	`consent_text_id` text,
	`consented_at` integer,
	`tries` integer NOT NULL,
	`finished_at` integer,
	`withdrawn_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`consent_text_id`) REFERENCES `consent_texts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `enrolment_links_token` ON `enrolment_links` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `enrolment_links_withdrawal` ON `enrolment_links` (`withdrawal_hash`);--> statement-breakpoint
CREATE INDEX `enrolment_links_tenant` ON `enrolment_links` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `enrolment_links_user` ON `enrolment_links` (`user_id`);--> statement-breakpoint
CREATE INDEX `enrolment_links_text` ON `enrolment_links` (`consent_text_id`);--> statement-breakpoint
CREATE INDEX `enrolment_links_end` ON `enrolment_links` (`expires_at`);