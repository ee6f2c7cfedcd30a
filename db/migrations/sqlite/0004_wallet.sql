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
CREATE INDEX `wallet_holders_user` ON `wallet_holders` (`user_id`);