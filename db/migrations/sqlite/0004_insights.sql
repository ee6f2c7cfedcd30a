CREATE TABLE `figures` (
	`tenant_id` text NOT NULL,
	`step` text NOT NULL,
	`at` integer NOT NULL,
	`name` text NOT NULL,
	`key` text NOT NULL,
	`total` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `step`, `at`, `name`, `key`)
);
--> statement-breakpoint
CREATE INDEX `figures_at` ON `figures` (`step`,`at`);--> statement-breakpoint
DROP INDEX `audit_lines_subject`;--> statement-breakpoint
CREATE INDEX `audit_lines_about` ON `audit_lines` (`tenant_id`,`subject_id`,`seq`);--> statement-breakpoint
CREATE INDEX `audit_lines_by` ON `audit_lines` (`tenant_id`,`actor_id`,`seq`);--> statement-breakpoint
CREATE INDEX `audit_lines_action` ON `audit_lines` (`tenant_id`,`action`,`seq`);--> statement-breakpoint
ALTER TABLE `clients` ADD `previous_secret_hash` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `previous_secret_until` integer;--> statement-breakpoint
ALTER TABLE `clients` ADD `rotated_at` integer;--> statement-breakpoint
ALTER TABLE `clients` ADD `expires_at` integer;