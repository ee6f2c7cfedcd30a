CREATE TABLE `liveness_checks` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`holder` text NOT NULL,
	`plan` text NOT NULL,
	`answer_until` integer NOT NULL,
	`answered_at` integer,
	`passed` integer,
	`reasons` text,
	`usable_until` integer,
	`used_at` integer,
	`model` text,
	`sealed` blob,
	`keep_until` integer NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `liveness_checks_tenant` ON `liveness_checks` (`tenant_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `liveness_checks_end` ON `liveness_checks` (`keep_until`);--> statement-breakpoint
CREATE TABLE `liveness_frames` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`frame_hash` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `liveness_frames_hash` ON `liveness_frames` (`tenant_id`,`frame_hash`);--> statement-breakpoint
CREATE INDEX `liveness_frames_end` ON `liveness_frames` (`created_at`);