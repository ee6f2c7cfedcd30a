CREATE TABLE `look_alikes` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`user_id` text NOT NULL,
	`other_user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`reviewed_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`other_user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `look_alikes_open` ON `look_alikes` (`tenant_id`,`reviewed_at`,`created_at`);--> statement-breakpoint
CREATE INDEX `look_alikes_user` ON `look_alikes` (`user_id`);--> statement-breakpoint
CREATE INDEX `look_alikes_other` ON `look_alikes` (`other_user_id`);