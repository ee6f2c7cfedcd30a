CREATE TABLE `document_readings` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`state` text NOT NULL,
	`failure_code` text,
	`failure` text,
	`blob_name` text,
	`job_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `document_readings_blob` ON `document_readings` (`blob_name`);--> statement-breakpoint
CREATE INDEX `document_readings_tenant` ON `document_readings` (`tenant_id`,`state`);--> statement-breakpoint
CREATE INDEX `document_readings_end` ON `document_readings` (`expires_at`);--> statement-breakpoint
CREATE TABLE `documents` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`user_id` text NOT NULL,
	`kind` text,
	`page_count` integer NOT NULL,
	`blob_name` text NOT NULL,
	`byte_count` integer NOT NULL,
	`created_at` integer NOT NULL,
	`kept_until` integer NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `documents_blob` ON `documents` (`blob_name`);--> statement-breakpoint
CREATE INDEX `documents_user` ON `documents` (`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `documents_tenant` ON `documents` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `documents_end` ON `documents` (`kept_until`);