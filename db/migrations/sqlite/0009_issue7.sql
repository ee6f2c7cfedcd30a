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
CREATE INDEX `liveness_frames_end` ON `liveness_frames` (`created_at`);--> statement-breakpoint
CREATE TABLE `qr_credentials` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`user_id` text,
	`key_id` text NOT NULL,
	`model` text NOT NULL,
	`issued_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`recalled_at` integer,
	`recalled_reason` text,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`key_id`) REFERENCES `qr_keys`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `qr_credentials_user` ON `qr_credentials` (`user_id`,`issued_at`,`id`);--> statement-breakpoint
CREATE INDEX `qr_credentials_tenant` ON `qr_credentials` (`tenant_id`,`expires_at`);--> statement-breakpoint
CREATE INDEX `qr_credentials_key` ON `qr_credentials` (`key_id`,`expires_at`);--> statement-breakpoint
CREATE TABLE `qr_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`user_id` text NOT NULL,
	`credential_id` text,
	`onboarding_id` text,
	`state` text NOT NULL,
	`reason` text,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`credential_id`) REFERENCES `qr_credentials`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `qr_deliveries_user` ON `qr_deliveries` (`user_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `qr_deliveries_onboarding` ON `qr_deliveries` (`onboarding_id`);--> statement-breakpoint
CREATE INDEX `qr_deliveries_tenant` ON `qr_deliveries` (`tenant_id`,`id`);--> statement-breakpoint
CREATE TABLE `qr_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`present_of` text,
	`sealed` blob NOT NULL,
	`created_at` integer NOT NULL,
	`retired_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `qr_keys_present` ON `qr_keys` (`present_of`);--> statement-breakpoint
CREATE INDEX `qr_keys_tenant` ON `qr_keys` (`tenant_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `qr_scopes` (
	`credential_id` text NOT NULL,
	`grant_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`ended_at` integer,
	PRIMARY KEY(`credential_id`, `grant_id`),
	FOREIGN KEY (`credential_id`) REFERENCES `qr_credentials`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `qr_scopes_grant` ON `qr_scopes` (`grant_id`);--> statement-breakpoint
CREATE INDEX `qr_scopes_ended` ON `qr_scopes` (`tenant_id`,`ended_at`);--> statement-breakpoint
CREATE TABLE `qr_versions` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `user_addresses` (
	`user_id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`changed_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `user_addresses_tenant` ON `user_addresses` (`tenant_id`,`user_id`);--> statement-breakpoint
ALTER TABLE `access_events` ADD `credential` text;--> statement-breakpoint
ALTER TABLE `onboardings` ADD `address_sealed` blob;