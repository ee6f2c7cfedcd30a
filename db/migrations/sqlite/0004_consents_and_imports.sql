CREATE TABLE `consent_states` (
	`tenant_id` text NOT NULL,
	`user_id` text NOT NULL,
	`purpose` text NOT NULL,
	`text_id` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	`expires_at` integer,
	PRIMARY KEY(`user_id`, `purpose`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`text_id`) REFERENCES `consent_texts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `consent_states_at` ON `consent_states` (`tenant_id`,`purpose`,`state`,`at`);--> statement-breakpoint
CREATE INDEX `consent_states_end` ON `consent_states` (`tenant_id`,`state`,`expires_at`);--> statement-breakpoint
CREATE INDEX `consent_states_text` ON `consent_states` (`tenant_id`,`purpose`,`text_id`);--> statement-breakpoint
CREATE TABLE `consent_texts` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`purpose` text NOT NULL,
	`language` text NOT NULL,
	`version` integer NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	`published_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `consent_texts_version` ON `consent_texts` (`tenant_id`,`purpose`,`language`,`version`);--> statement-breakpoint
CREATE TABLE `consents` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`user_id` text NOT NULL,
	`purpose` text NOT NULL,
	`text_id` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	`expires_at` integer,
	`how` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`text_id`) REFERENCES `consent_texts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `consents_user` ON `consents` (`user_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `consents_text` ON `consents` (`text_id`);--> statement-breakpoint
CREATE TABLE `import_parts` (
	`import_id` text NOT NULL,
	`part` integer NOT NULL,
	`blob_name` text NOT NULL,
	`byte_count` integer NOT NULL,
	PRIMARY KEY(`import_id`, `part`),
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `import_parts_blob` ON `import_parts` (`blob_name`);--> statement-breakpoint
CREATE TABLE `import_rows` (
	`import_id` text NOT NULL,
	`row` integer NOT NULL,
	`external_id` text NOT NULL,
	`file` text NOT NULL,
	`consent_text_id` text,
	`check` text,
	`outcome` text,
	`reason` text,
	`user_id` text,
	`face_sealed` blob,
	PRIMARY KEY(`import_id`, `row`),
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `import_rows_person` ON `import_rows` (`import_id`,`external_id`);--> statement-breakpoint
CREATE INDEX `import_rows_user` ON `import_rows` (`user_id`);--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`name` text NOT NULL,
	`byte_count` integer NOT NULL,
	`part_count` integer NOT NULL,
	`state` text NOT NULL,
	`row_count` integer,
	`error` text,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`job_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `imports_tenant` ON `imports` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `imports_end` ON `imports` (`state`,`expires_at`);