CREATE TABLE `dumps` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`biometrics` text NOT NULL,
	`reason` text,
	`requested_by` text NOT NULL,
	`job_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`taken_at` integer,
	`finished_at` integer,
	`expires_at` integer,
	`progress` text,
	`size_bytes` integer,
	`sha256` text,
	`counts` text,
	`error` text,
	`downloads` integer NOT NULL,
	`blob_name` text,
	`key_owner` text,
	`passphrase_sealed` blob,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dumps_name` ON `dumps` (`tenant_id`,`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `dumps_blob` ON `dumps` (`blob_name`);--> statement-breakpoint
CREATE INDEX `dumps_tenant` ON `dumps` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `dumps_end` ON `dumps` (`state`,`expires_at`);