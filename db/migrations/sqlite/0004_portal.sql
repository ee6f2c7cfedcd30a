CREATE TABLE `authenticators` (
	`admin_id` text PRIMARY KEY NOT NULL,
	`sealed_secret` blob NOT NULL,
	`created_at` integer NOT NULL,
	`confirmed_at` integer,
	`last_step` integer NOT NULL,
	FOREIGN KEY (`admin_id`) REFERENCES `admins`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
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
CREATE INDEX `dumps_end` ON `dumps` (`state`,`expires_at`);--> statement-breakpoint
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
CREATE INDEX `imports_end` ON `imports` (`state`,`expires_at`);--> statement-breakpoint
CREATE TABLE `issuer_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`present_of` text,
	`public_jwk` text NOT NULL,
	`private_sealed` blob,
	`created_at` integer NOT NULL,
	`retired_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `issuer_keys_present` ON `issuer_keys` (`present_of`);--> statement-breakpoint
CREATE INDEX `issuer_keys_tenant` ON `issuer_keys` (`tenant_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `links` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`kind` text NOT NULL,
	`token_hash` text NOT NULL,
	`email` text NOT NULL,
	`admin_id` text,
	`registration_id` text,
	`role` text,
	`made_by` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`voided_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`admin_id`) REFERENCES `admins`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`registration_id`) REFERENCES `registrations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `links_token` ON `links` (`token_hash`);--> statement-breakpoint
CREATE INDEX `links_tenant` ON `links` (`tenant_id`,`kind`,`created_at`);--> statement-breakpoint
CREATE INDEX `links_admin` ON `links` (`admin_id`);--> statement-breakpoint
CREATE INDEX `links_registration` ON `links` (`registration_id`);--> statement-breakpoint
CREATE INDEX `links_end` ON `links` (`expires_at`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`admin_id` text NOT NULL,
	`name` text NOT NULL,
	`public_key` blob NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`is_synced` integer NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`suspect_at` integer,
	FOREIGN KEY (`admin_id`) REFERENCES `admins`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `passkeys_admin` ON `passkeys` (`admin_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`hash` text PRIMARY KEY NOT NULL,
	`admin_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`admin_id`) REFERENCES `admins`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `recovery_codes_admin` ON `recovery_codes` (`admin_id`);--> statement-breakpoint
CREATE TABLE `registrations` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`email` text NOT NULL,
	`first_name` text NOT NULL,
	`last_name` text NOT NULL,
	`password_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`confirmed_at` integer,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `registrations_tenant` ON `registrations` (`tenant_id`,`confirmed_at`,`id`);--> statement-breakpoint
CREATE INDEX `registrations_email` ON `registrations` (`email`);--> statement-breakpoint
CREATE TABLE `used_challenges` (
	`hash` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `used_challenges_end` ON `used_challenges` (`expires_at`);--> statement-breakpoint
CREATE TABLE `user_counts` (
	`tenant_id` text NOT NULL,
	`day` integer NOT NULL,
	`status` text NOT NULL,
	`has_face` integer NOT NULL,
	`has_voice` integer NOT NULL,
	`flagged` integer NOT NULL,
	`total` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `day`, `status`, `has_face`, `has_voice`, `flagged`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `verifiable_credentials` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`user_id` text,
	`thumbprint` text,
	`issuer_key_id` text NOT NULL,
	`status_list` integer NOT NULL,
	`status_index` integer NOT NULL,
	`issued_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	`revoked_reason` text,
	`superseded_by` text,
	`document_sealed` blob,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`issuer_key_id`) REFERENCES `issuer_keys`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `verifiable_credentials_status` ON `verifiable_credentials` (`tenant_id`,`status_list`,`status_index`);--> statement-breakpoint
CREATE INDEX `verifiable_credentials_user` ON `verifiable_credentials` (`user_id`,`issued_at`);--> statement-breakpoint
CREATE INDEX `verifiable_credentials_tenant` ON `verifiable_credentials` (`tenant_id`,`issued_at`,`id`);--> statement-breakpoint
CREATE INDEX `verifiable_credentials_key` ON `verifiable_credentials` (`issuer_key_id`,`expires_at`);--> statement-breakpoint
CREATE TABLE `wallet_calls` (
	`subject` text PRIMARY KEY NOT NULL,
	`calls` integer NOT NULL,
	`started_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `wallet_calls_start` ON `wallet_calls` (`started_at`);--> statement-breakpoint
CREATE TABLE `wallet_challenges` (
	`hash` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `wallet_challenges_end` ON `wallet_challenges` (`expires_at`);--> statement-breakpoint
CREATE TABLE `wallet_holders` (
	`tenant_id` text NOT NULL,
	`thumbprint` text NOT NULL,
	`user_id` text NOT NULL,
	`public_jwk` text NOT NULL,
	`proved` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `thumbprint`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `wallet_holders_user` ON `wallet_holders` (`user_id`);--> statement-breakpoint
DROP INDEX `audit_lines_subject`;--> statement-breakpoint
CREATE INDEX `audit_lines_about` ON `audit_lines` (`tenant_id`,`subject_id`,`seq`);--> statement-breakpoint
CREATE INDEX `audit_lines_by` ON `audit_lines` (`tenant_id`,`actor_id`,`seq`);--> statement-breakpoint
CREATE INDEX `audit_lines_action` ON `audit_lines` (`tenant_id`,`action`,`seq`);--> statement-breakpoint
DROP INDEX `users_tenant`;--> statement-breakpoint
ALTER TABLE `users` ADD `has_face` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `has_voice` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `flagged` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `revoked_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `last_seen_at` integer;--> statement-breakpoint
CREATE INDEX `users_by_created` ON `users` (`tenant_id`,`created_at`,`id`,`status`,`has_face`,`has_voice`,`flagged`);--> statement-breakpoint
CREATE INDEX `users_by_id` ON `users` (`tenant_id`,`id`,`created_at`,`status`,`has_face`,`has_voice`,`flagged`);--> statement-breakpoint
CREATE INDEX `users_by_external` ON `users` (`tenant_id`,`external_id`,`id`,`created_at`,`status`,`has_face`,`has_voice`,`flagged`);--> statement-breakpoint
CREATE INDEX `users_by_seen` ON `users` (`tenant_id`,`last_seen_at`,`id`,`created_at`,`status`,`has_face`,`has_voice`,`flagged`);--> statement-breakpoint
CREATE INDEX `users_by_status` ON `users` (`tenant_id`,`status`,`created_at`,`id`,`has_face`,`has_voice`,`flagged`);--> statement-breakpoint
CREATE INDEX `users_by_flag` ON `users` (`tenant_id`,`flagged`,`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `admins` ADD `last_seen_at` integer;--> statement-breakpoint
ALTER TABLE `clients` ADD `previous_secret_hash` text;--> statement-breakpoint
ALTER TABLE `clients` ADD `previous_secret_until` integer;--> statement-breakpoint
ALTER TABLE `clients` ADD `rotated_at` integer;--> statement-breakpoint
ALTER TABLE `clients` ADD `expires_at` integer;