CREATE TABLE `voice_dialogues` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`operation` text NOT NULL,
	`language` text NOT NULL,
	`prompt` text NOT NULL,
	`accepted` integer NOT NULL,
	`needed` integer NOT NULL,
	`rejected_in_a_row` integer NOT NULL,
	`attempt` integer NOT NULL,
	`session_hash` text,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `voice_dialogues_user` ON `voice_dialogues` (`user_id`);--> statement-breakpoint
CREATE INDEX `voice_dialogues_tenant` ON `voice_dialogues` (`tenant_id`);--> statement-breakpoint
CREATE INDEX `voice_dialogues_end` ON `voice_dialogues` (`expires_at`);--> statement-breakpoint
CREATE TABLE `voice_prints` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`sealed` blob NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `voice_prints_user` ON `voice_prints` (`user_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `voice_prints_tenant` ON `voice_prints` (`tenant_id`);--> statement-breakpoint
CREATE TABLE `voice_takes` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`dialogue_id` text NOT NULL,
	`template_id` text NOT NULL,
	`model` text NOT NULL,
	`sealed` blob NOT NULL,
	`blob_name` text,
	`byte_count` integer NOT NULL,
	`quality` text,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`dialogue_id`) REFERENCES `voice_dialogues`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `voice_takes_blob` ON `voice_takes` (`blob_name`);--> statement-breakpoint
CREATE INDEX `voice_takes_dialogue` ON `voice_takes` (`dialogue_id`);--> statement-breakpoint
CREATE INDEX `voice_takes_user` ON `voice_takes` (`user_id`);--> statement-breakpoint
CREATE INDEX `voice_takes_tenant` ON `voice_takes` (`tenant_id`);--> statement-breakpoint
ALTER TABLE `samples` ADD `language` text;--> statement-breakpoint
ALTER TABLE `templates` ADD `language` text;