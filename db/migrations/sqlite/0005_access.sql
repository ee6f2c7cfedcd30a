CREATE TABLE `access_events` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`terminal_id` text NOT NULL,
	`report_id` text NOT NULL,
	`zone_row` text NOT NULL,
	`type` text NOT NULL,
	`user_id` text,
	`grant_id` text,
	`grant_kind` text,
	`event_id` text,
	`occurred_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`score_band` text,
	`offline` integer NOT NULL,
	`sequence` integer NOT NULL,
	`dispute` text,
	`acs_decision` text,
	`acs_reason` text,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`terminal_id`) REFERENCES `terminals`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`zone_row`) REFERENCES `zones`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `access_events_report` ON `access_events` (`terminal_id`,`report_id`);--> statement-breakpoint
CREATE INDEX `access_events_tenant` ON `access_events` (`tenant_id`,`id`);--> statement-breakpoint
CREATE INDEX `access_events_moment` ON `access_events` (`tenant_id`,`occurred_at`);--> statement-breakpoint
CREATE INDEX `access_events_user` ON `access_events` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `access_events_event` ON `access_events` (`event_id`,`id`);--> statement-breakpoint
CREATE INDEX `access_events_type` ON `access_events` (`tenant_id`,`type`,`id`);--> statement-breakpoint
CREATE INDEX `access_events_age` ON `access_events` (`tenant_id`,`occurred_at`);--> statement-breakpoint
CREATE TABLE `events` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`zone_row` text NOT NULL,
	`name` text,
	`external_id` text,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`entry_policy` text NOT NULL,
	`retention_seconds` integer,
	`capacity` integer,
	`updated_at` integer NOT NULL,
	`freed_at` integer,
	`deleted_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`zone_row`) REFERENCES `zones`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_external` ON `events` (`tenant_id`,`external_id`);--> statement-breakpoint
CREATE INDEX `events_time` ON `events` (`tenant_id`,`starts_at`,`id`);--> statement-breakpoint
CREATE INDEX `events_zone` ON `events` (`zone_row`);--> statement-breakpoint
CREATE INDEX `events_end` ON `events` (`deleted_at`,`freed_at`,`ends_at`);--> statement-breakpoint
CREATE TABLE `grants` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`kind` text NOT NULL,
	`user_id` text NOT NULL,
	`event_id` text,
	`standing` text,
	`valid_from` integer,
	`valid_until` integer,
	`zone_rows` text,
	`terminal_ids` text,
	`schedule` text,
	`revision` integer NOT NULL,
	`entered_at` integer,
	`removed_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `grants_standing` ON `grants` (`tenant_id`,`standing`);--> statement-breakpoint
CREATE INDEX `grants_user` ON `grants` (`user_id`,`removed_at`);--> statement-breakpoint
CREATE INDEX `grants_event` ON `grants` (`event_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `grants_kind` ON `grants` (`tenant_id`,`kind`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `grants_revision` ON `grants` (`tenant_id`,`revision`);--> statement-breakpoint
CREATE TABLE `onboardings` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`user_id` text,
	`acs_id` text NOT NULL,
	`acs_id_schema` text NOT NULL,
	`portrayal_type` text NOT NULL,
	`status` text NOT NULL,
	`outcome` text,
	`reason` text,
	`quality` text,
	`blob_name` text,
	`client_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `onboardings_tenant` ON `onboardings` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `onboardings_acs` ON `onboardings` (`tenant_id`,`acs_id`);--> statement-breakpoint
CREATE INDEX `onboardings_user` ON `onboardings` (`user_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `onboardings_blob` ON `onboardings` (`blob_name`);--> statement-breakpoint
CREATE TABLE `terminal_pairings` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`terminal_id` text NOT NULL,
	`handle` text NOT NULL,
	`secret_hash` text NOT NULL,
	`tries_left` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`terminal_id`) REFERENCES `terminals`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `terminal_pairings_handle` ON `terminal_pairings` (`handle`);--> statement-breakpoint
CREATE UNIQUE INDEX `terminal_pairings_terminal` ON `terminal_pairings` (`terminal_id`);--> statement-breakpoint
CREATE INDEX `terminal_pairings_end` ON `terminal_pairings` (`expires_at`);--> statement-breakpoint
CREATE TABLE `terminals` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`zone_row` text NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`device_jwk` text,
	`device_thumbprint` text,
	`feed_key_sealed` blob,
	`feed_key_id` text,
	`feed_key_at` integer,
	`paired_at` integer,
	`retired_at` integer,
	`wiped_at` integer,
	`last_seen_at` integer,
	`sent_revision` integer NOT NULL,
	`acked_revision` integer NOT NULL,
	`acked_at` integer,
	`alarmed_revision` integer NOT NULL,
	`versions` text,
	`clock_drift_ms` integer,
	`held_users` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`zone_row`) REFERENCES `zones`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `terminals_key` ON `terminals` (`device_thumbprint`);--> statement-breakpoint
CREATE INDEX `terminals_tenant` ON `terminals` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `terminals_zone` ON `terminals` (`zone_row`);--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`webhook_id` text NOT NULL,
	`message_id` text NOT NULL,
	`type` text NOT NULL,
	`subject_id` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_attempt_at` integer,
	`last_attempt_at` integer,
	`last_status` integer,
	`last_error` text,
	`last_took_ms` integer,
	`delivered_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_queue` ON `webhook_deliveries` (`webhook_id`,`state`,`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_age` ON `webhook_deliveries` (`created_at`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_webhook` ON `webhook_deliveries` (`webhook_id`,`id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_tenant` ON `webhook_deliveries` (`tenant_id`,`id`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`url` text NOT NULL,
	`description` text NOT NULL,
	`types` text,
	`secret_sealed` blob NOT NULL,
	`previous_secret_sealed` blob,
	`previous_secret_until` integer,
	`failing_since` integer,
	`disabled_at` integer,
	`disabled_because` text,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `webhooks_tenant` ON `webhooks` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `zones` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`zone_id` text NOT NULL,
	`kind` text NOT NULL,
	`facility_id` text,
	`name` text NOT NULL,
	`time_zone` text NOT NULL,
	`mode` text NOT NULL,
	`archived_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `zones_zone_id` ON `zones` (`zone_id`);--> statement-breakpoint
CREATE INDEX `zones_tenant` ON `zones` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `erasures` ADD `revision` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `external_id_schema` text;