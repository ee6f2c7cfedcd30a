CREATE TABLE `active_models` (
	`kind` text PRIMARY KEY NOT NULL,
	`model_id` text NOT NULL,
	`since` integer NOT NULL,
	FOREIGN KEY (`model_id`) REFERENCES `models`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `model_leftovers` (
	`template_id` text NOT NULL,
	`to_model` text NOT NULL,
	`tenant_id` text NOT NULL,
	`why` text NOT NULL,
	PRIMARY KEY(`template_id`, `to_model`),
	FOREIGN KEY (`template_id`) REFERENCES `templates`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `model_leftovers_tenant` ON `model_leftovers` (`tenant_id`);--> statement-breakpoint
CREATE TABLE `model_switches` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`from_model` text NOT NULL,
	`to_model` text NOT NULL,
	`model_id` text,
	`state` text NOT NULL,
	`job_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`switched_at` integer,
	`finished_at` integer,
	`paused_until` integer,
	`progress` text,
	`error` text,
	`slot` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `model_switches_slot` ON `model_switches` (`slot`);--> statement-breakpoint
CREATE INDEX `model_switches_started` ON `model_switches` (`started_at`);--> statement-breakpoint
CREATE TABLE `models` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`manifest` text NOT NULL,
	`sha256` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`blob_name` text NOT NULL,
	`cohort` blob,
	`added_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `models_blob` ON `models` (`blob_name`);