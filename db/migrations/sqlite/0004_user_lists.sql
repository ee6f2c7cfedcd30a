CREATE TABLE `user_counts` (
	`tenant_id` text NOT NULL,
	`day` integer NOT NULL,
	`status` text NOT NULL,
	`has_face` integer NOT NULL,
	`has_voice` integer NOT NULL,
	`flagged` integer NOT NULL,
	`total` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `day`, `status`, `has_face`, `has_voice`, `flagged`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
DROP INDEX `users_tenant`;--> statement-breakpoint
ALTER TABLE `users` ADD `has_face` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `has_voice` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `flagged` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `revoked_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `last_seen_at` integer;--> statement-breakpoint
CREATE INDEX `users_by_created` ON `users` (`tenant_id`,`created_at`,`id`,`status`,`has_face`,`has_voice`,`flagged`);--> statement-breakpoint
CREATE INDEX `users_by_id` ON `users` (`tenant_id`,`id`,`created_at`,`status`,`has_face`,`has_voice`,`flagged`);--> statement-breakpoint
CREATE INDEX `users_by_external` ON `users` (`tenant_id`,`external_id`,`id`,`created_at`,`status`,`has_face`,`has_voice`,`flagged`);--> statement-breakpoint
CREATE INDEX `users_by_seen` ON `users` (`tenant_id`,`last_seen_at`,`id`,`created_at`,`status`,`has_face`,`has_voice`,`flagged`);--> statement-breakpoint
CREATE INDEX `users_by_status` ON `users` (`tenant_id`,`status`,`created_at`,`id`,`has_face`,`has_voice`,`flagged`);--> statement-breakpoint
CREATE INDEX `users_by_flag` ON `users` (`tenant_id`,`flagged`,`created_at`,`id`);